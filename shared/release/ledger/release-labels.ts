import type { Config } from '../../engine/objects.ts';
import type { Labels } from '../../engine/specs.ts';
import { decodeHead, FORMAT } from './record-data.ts';
import {
  type LeftBehind,
  RELEASE_OUTCOMES,
  type ReleaseEnding,
  type ReleaseEntry,
  type ReleaseNeeds,
  type ReleaseOutcome,
} from './release-entry.ts';
import { RELEASE_ACTIONS, type ReleasedStack, type ReleaseRecord } from './release-record.ts';
import { configsOf, secretsOf } from './released-spec.ts';

/** Labels of the configs of the ledger. None is Docker's own of stacks: `docker stack rm` must leave the history. */
export const LABEL = {
  stack: 'swarm-delivery.stack',
  release: 'swarm-delivery.release',
  format: 'swarm-delivery.format',
  partOf: 'swarm-delivery.part-of',
  outcome: 'swarm-delivery.outcome',
  leftBehind: 'swarm-delivery.left-behind',
  action: 'swarm-delivery.action',
  commit: 'swarm-delivery.commit',
  ref: 'swarm-delivery.ref',
  actor: 'swarm-delivery.actor',
  runUrl: 'swarm-delivery.run',
  reason: 'swarm-delivery.reason',
  needs: 'swarm-delivery.needs',
  previous: 'swarm-delivery.previous',
  restores: 'swarm-delivery.restores',
  startedAt: 'swarm-delivery.started',
  finishedAt: 'swarm-delivery.finished',
  seconds: 'swarm-delivery.seconds',
  note: 'swarm-delivery.note',
} as const;

const LONGEST_TEXT = 500;

/** Labels of the first config of a release that begins. */
export function labelsOfRelease(release: number, record: ReleaseRecord): Labels {
  const { stack, origin, action, previous, restores, startedAt } = record;
  return labels({
    [LABEL.stack]: stack.stack,
    [LABEL.release]: String(release),
    [LABEL.format]: String(FORMAT),
    [LABEL.outcome]: 'pending',
    [LABEL.action]: action,
    [LABEL.commit]: origin.commit,
    [LABEL.ref]: origin.ref,
    [LABEL.actor]: origin.actor,
    [LABEL.runUrl]: origin.runUrl,
    [LABEL.reason]: oneLine(origin.reason),
    [LABEL.needs]: JSON.stringify(needsOf(stack)),
    [LABEL.previous]: previous?.toString(),
    [LABEL.restores]: restores?.toString(),
    [LABEL.startedAt]: startedAt,
  });
}

/** What is added to them when it ends. */
export function labelsOfEnding(ending: ReleaseEnding): Labels {
  const { outcome, finishedAt, seconds, note } = ending;
  return labels({
    [LABEL.outcome]: outcome,
    [LABEL.leftBehind]: ending.leftBehind ?? leftBehindBy(outcome),
    [LABEL.finishedAt]: finishedAt,
    [LABEL.seconds]: seconds.toFixed(1),
    [LABEL.note]: oneLine(note),
  });
}

function leftBehindBy(outcome: ReleaseOutcome): LeftBehind {
  if (outcome === 'deployed') return 'this';
  return outcome === 'rolled-back' ? 'before' : 'mixed';
}

/** Undefined for a config that is no first config of a release. */
export function entryOf({ Spec }: Config): ReleaseEntry | undefined {
  const label = (name: string): string | undefined => Spec.Labels?.[name];
  const [stack, release] = [label(LABEL.stack), label(LABEL.release)];
  if (stack === undefined || release === undefined || !/^[1-9]\d{0,8}$/.test(release)) return undefined;
  const outcome = oneOf(RELEASE_OUTCOMES, label(LABEL.outcome));
  const leftBehind = oneOf(['this', 'before', 'mixed'] as const, label(LABEL.leftBehind));
  const seconds = label(LABEL.seconds);
  const head = readHead(label(LABEL.format), Spec.Data ?? '');
  return {
    stack,
    number: Number(release),
    outcome: outcome ?? 'failed',
    leftBehind: leftBehind ?? leftBehindBy(outcome ?? 'failed'),
    action: oneOf(RELEASE_ACTIONS, label(LABEL.action)) ?? 'deploy',
    ...known({
      commit: label(LABEL.commit),
      ref: label(LABEL.ref),
      actor: label(LABEL.actor),
      runUrl: label(LABEL.runUrl),
      reason: label(LABEL.reason),
      finishedAt: label(LABEL.finishedAt),
      note: label(LABEL.note),
    }),
    ...known({
      previous: numberOf(label(LABEL.previous)),
      restores: numberOf(label(LABEL.restores)),
      seconds: seconds === undefined ? undefined : Number(seconds),
      needs: readNeeds(label(LABEL.needs)),
    }),
    startedAt: label(LABEL.startedAt) ?? '',
    ...head,
    ...(outcome === undefined && {
      contents: { problem: `how it ended is not known: ${label(LABEL.outcome) ?? 'no label says'}` },
    }),
  };
}

function needsOf({ services }: ReleasedStack): ReleaseNeeds {
  const specs = services.map(({ spec }) => spec);
  return {
    configs: [...new Set(specs.flatMap(configsOf))],
    secrets: [...new Set(specs.flatMap(secretsOf))],
  };
}

/** In a label, so that it is known of damaged and of newer releases too. */
function readNeeds(text: string | undefined): ReleaseNeeds | undefined {
  try {
    const { configs, secrets } = JSON.parse(text ?? '') as Partial<ReleaseNeeds>;
    return Array.isArray(configs) && Array.isArray(secrets) ? { configs, secrets } : undefined;
  } catch {
    return undefined;
  }
}

function readHead(format: string | undefined, data: string): Pick<ReleaseEntry, 'contents' | 'parts'> {
  if (Number(format) > FORMAT) {
    const problem = `it was written by a newer version of these actions (format ${format}, known: ${FORMAT})`;
    return { contents: { problem } };
  }
  try {
    const { contents, parts } = decodeHead(Buffer.from(data, 'base64'));
    return { contents, parts: parts.length };
  } catch (error) {
    const problem = `its record is damaged: ${error instanceof Error ? error.message : String(error)}`;
    return { contents: { problem } };
  }
}

function labels(fields: Readonly<Record<string, string | undefined>>): Labels {
  return Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

type Known<Fields> = { readonly [Key in keyof Fields]?: Exclude<Fields[Key], undefined> };

function known<Fields extends object>(fields: Fields): Known<Fields> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Known<Fields>;
}

function oneLine(text: string | undefined): string | undefined {
  const line = text?.replace(/\s+/g, ' ').trim();
  if (line === undefined || line === '') return undefined;
  return line.length > LONGEST_TEXT ? `${line.slice(0, LONGEST_TEXT)}...` : line;
}

function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

function oneOf<T extends string>(words: readonly T[], word: string | undefined): T | undefined {
  return words.find((each) => each === word);
}
