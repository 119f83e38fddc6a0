import { join, resolve } from 'node:path';
import { listActions, readActionContract } from '../../scripts/action-contract.ts';

const root = resolve(import.meta.dirname, '../..');
const OUR_ACTIONS = /^your-org\/swarm-delivery\/actions\/([a-z-]+)@v1$/;

export interface Step {
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly run?: string;
}

/** What is wrong with a step that uses one of our actions, held against its action.yml. */
export async function stepProblems({ uses = '', with: given = {} }: Step): Promise<readonly string[]> {
  const name = OUR_ACTIONS.exec(uses)?.[1];
  if (name === undefined || !(await listActions(root)).includes(name))
    return [`"${uses}" is none of our actions`];
  const { inputs } = await readActionContract(join(root, 'actions', name));
  const unknown = Object.keys(given).filter((key) => !inputs.some((input) => input.name === key));
  const missing = inputs.filter((input) => input.required && !(input.name in given));
  return [
    ...unknown.map((key) => `${name} has no input "${key}"`),
    ...missing.map((input) => `${name} requires "${input.name}"`),
  ];
}
