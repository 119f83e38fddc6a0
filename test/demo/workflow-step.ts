import { stringify } from 'yaml';

export interface WorkflowStep {
  readonly name: string;
  /** Which of our actions it uses; absent: deploy-stack. */
  readonly action?: 'deploy-stack' | 'rollback';
  /** What the workflow writes under `with:` beside the connection. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

/** How a workflow tells an action where the swarm is; a real one keeps key and known_hosts as secrets. */
const CONNECTION = {
  host: `\${{ vars.SWARM_HOST }}`,
  'ssh-key': `\${{ secrets.SWARM_SSH_KEY }}`,
  'ssh-known-hosts': `\${{ secrets.SWARM_KNOWN_HOSTS }}`,
};

/** The step as it would stand in a workflow. */
export function workflowStepYaml({ name, action = 'deploy-stack', inputs, env }: WorkflowStep): string {
  const step = {
    name,
    uses: `your-org/swarm-delivery/actions/${action}@v1`,
    with: { ...CONNECTION, ...inputs },
    ...(env === undefined ? {} : { env }),
  };
  return stringify([step], { lineWidth: 0 }).trimEnd();
}
