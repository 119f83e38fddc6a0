/** Which run this is and who started it; what the runner does not say is absent, as on a person's own machine. */
export interface RunContext {
  /** `owner/name`. */
  readonly repository?: string;
  /** Number of the workflow run; the same for all its attempts. */
  readonly runId?: string;
  /** 1 for the first; the runner has ended the attempts before it. */
  readonly attempt?: number;
  /** Key of the job in the workflow. */
  readonly job?: string;
  /** Page of this attempt of the run. */
  readonly runUrl?: string;
  /** Who started this attempt. */
  readonly actor?: string;
  /** Full hash of the commit the run is for. */
  readonly commit?: string;
  /** As in `refs/heads/main`. */
  readonly ref?: string;
}

/** Reads the variables that every runner of GitHub, and those that speak its words, set for a step. */
export function readRunContext(environment: NodeJS.ProcessEnv): RunContext {
  const [repository, runId, attempt] = [
    environment['GITHUB_REPOSITORY'],
    environment['GITHUB_RUN_ID'],
    environment['GITHUB_RUN_ATTEMPT'],
  ];
  const server = environment['GITHUB_SERVER_URL'];
  const [job, commit, ref] = [
    environment['GITHUB_JOB'],
    environment['GITHUB_SHA'],
    environment['GITHUB_REF'],
  ];
  const actor = environment['GITHUB_TRIGGERING_ACTOR'] || environment['GITHUB_ACTOR'];
  return {
    ...(repository ? { repository } : {}),
    ...(runId ? { runId } : {}),
    ...(attempt ? { attempt: Number(attempt) } : {}),
    ...(job ? { job } : {}),
    ...(server && repository && runId ? { runUrl: runUrl(server, repository, runId, attempt) } : {}),
    ...(actor ? { actor } : {}),
    ...(commit ? { commit } : {}),
    ...(ref ? { ref } : {}),
  };
}

function runUrl(server: string, repository: string, runId: string, attempt: string | undefined): string {
  const run = `${server}/${repository}/actions/runs/${runId}`;
  return attempt ? `${run}/attempts/${attempt}` : run;
}
