import type { ReleaseOrigin } from './release-record.ts';

/** Where a release is from, of what is known of the run; nothing else of the run is kept. */
export function originOf(
  { commit, ref, actor, runUrl }: Omit<ReleaseOrigin, 'reason' | 'approvals'>,
  reason?: string,
): ReleaseOrigin {
  return {
    ...(commit === undefined ? {} : { commit }),
    ...(ref === undefined ? {} : { ref }),
    ...(actor === undefined ? {} : { actor }),
    ...(runUrl === undefined ? {} : { runUrl }),
    ...(reason === undefined ? {} : { reason }),
    approvals: [],
  };
}
