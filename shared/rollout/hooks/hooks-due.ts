import type { Hook } from '../../compose/delivery/hook.ts';

export interface HookFacts {
  /** Keys of the services that are created or updated. */
  readonly changed: ReadonlySet<string>;
  /** Keys of the services that were in the swarm before. */
  readonly present: ReadonlySet<string>;
}

export interface DueHooks {
  readonly due: readonly Hook[];
  /** As in `pre hook api: bin/migrate is passed over: api does not change.` */
  readonly passedOver: readonly string[];
}

/** Which hooks run, by their `if-changed` and `if-present`. */
export function hooksDue(hooks: readonly Hook[], facts: HookFacts): DueHooks {
  const judged = hooks.map((hook) => ({ hook, reason: reasonAgainst(hook, facts) }));
  return {
    due: judged.filter(({ reason }) => reason === undefined).map(({ hook }) => hook),
    passedOver: judged.flatMap(({ hook, reason }) =>
      reason === undefined ? [] : [`${hook.phase} hook ${hook.name} is passed over: ${reason}.`],
    ),
  };
}

function reasonAgainst({ ifChanged, ifPresent }: Hook, { changed, present }: HookFacts): string | undefined {
  if (ifChanged !== undefined && !ifChanged.some((key) => changed.has(key)))
    return ifChanged.length === 1
      ? `${ifChanged[0]} does not change`
      : `none of ${ifChanged.join(', ')} changes`;
  const absent = ifPresent?.filter((key) => !present.has(key)) ?? [];
  if (absent.length === 0) return undefined;
  return `${absent.join(', ')} ${absent.length === 1 ? 'was' : 'were'} not in the swarm before`;
}
