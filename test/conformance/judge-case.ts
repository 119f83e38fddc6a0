import type { DesiredStack } from '../../shared/compose/desired-stack.ts';
import { readStackFiles } from '../../shared/compose/read-stack-files.ts';
import { SeveralErrors } from '../../shared/errors/several-errors.ts';
import { formatPosition, UserError } from '../../shared/errors/user-error.ts';
import { readSteps } from './case-steps.ts';
import { loginDifferences, pinned, resolveMode } from './command-flags.ts';
import { compareRequests, type Difference, requestsOf } from './compare-requests.ts';
import type { ConformanceCase } from './conformance-case.ts';
import { ACCEPTED, DIFFERENT, LOOKED_UP, REFUSED } from './deviations.ts';
import { judgeSequence } from './judge-sequence.ts';

export type Verdict = 'equal' | 'same refusal' | 'better' | 'differs';

export interface Judgment {
  readonly verdict: Verdict;
  /** The name of the deviation, or what differs. */
  readonly detail: string;
}

type Reading = { readonly stack: DesiredStack } | { readonly errors: readonly UserError[] };

/** Reads a case with `readStackFiles` and compares the outcome with what docker did. */
export function judgeCase(material: ConformanceCase): Judgment {
  if (material.isSequence) return judgeSequence(readSteps(material.directory));
  const mode = resolveMode(material);
  if (mode === undefined) return { verdict: 'same refusal', detail: 'no such word for resolve-image' };
  const reading = read(material);
  if ('errors' in reading) return judgeRefusal(material, reading.errors);
  const { recorded } = material;
  if ('errors' in recorded) return judgeAcceptance(material, reading.stack, recorded.errors);
  const { desired, errors } = pinned(reading.stack, mode);
  if (errors.length > 0) return judgeRefusal(material, errors);
  const differences = [
    ...compareRequests(recorded.requests, requestsOf(desired)),
    ...loginDifferences(material, recorded.requests.services, desired),
  ];
  return judgeRequests(material, differences, recorded.warnings, desired);
}

function read({ files, stack, environment, workingDirectory, readFile }: ConformanceCase): Reading {
  try {
    return { stack: readStackFiles({ files, stack, environment, workingDirectory, readFile }) };
  } catch (error) {
    if (error instanceof SeveralErrors) return { errors: error.errors };
    if (error instanceof UserError) return { errors: [error] };
    throw error;
  }
}

function judgeRefusal(material: ConformanceCase, errors: readonly UserError[]): Judgment {
  if ('errors' in material.recorded)
    return { verdict: 'same refusal', detail: errors.map(describe).join(' | ') };
  const names = errors.map(({ message }) => REFUSED.find(({ ours }) => ours.test(message))?.name);
  if (names.includes(undefined))
    return { verdict: 'differs', detail: `only we refuse: ${errors.map(describe).join(' | ')}` };
  const beyond = judgeWithEmptyVariables(material, errors);
  return beyond?.verdict === 'differs'
    ? beyond
    : { verdict: 'better', detail: [...new Set(names)].join(', ') };
}

/** To docker unset variables are empty; that everything else agrees is seen when they are. */
function judgeWithEmptyVariables(
  material: ConformanceCase,
  errors: readonly UserError[],
): Judgment | undefined {
  const names = errors.map(({ message }) => /^The variable (\S+) is not set/.exec(message)?.[1]);
  const set = names.filter(
    (name) => name !== undefined && !new RegExp(`\\$\\{${name}[-?+]`).test(material.text),
  );
  if (names.length === 0 || set.length < names.length) return undefined;
  const empty = Object.fromEntries(set.map((name) => [name, '']));
  return judgeCase({ ...material, environment: { ...material.environment, ...empty } });
}

function describe(error: UserError): string {
  return `${error.position === undefined ? '' : `${formatPosition(error.position)}: `}${error.message}`;
}

function judgeAcceptance(
  { text }: ConformanceCase,
  stack: DesiredStack,
  errors: readonly string[],
): Judgment {
  const external = Object.values(stack.external)
    .flat()
    .map(({ name }) => name);
  const lookedUp = errors
    .map((error) => LOOKED_UP.exec(error))
    .some((match) => external.includes(match?.[1] ?? match?.[2] ?? ''));
  if (lookedUp)
    return { verdict: 'same refusal', detail: 'left to whoever asks the swarm for the external object' };
  const deviation = ACCEPTED.find(
    ({ docker, file }) => file.test(text) && errors.some((error) => docker.test(error)),
  );
  if (deviation !== undefined) return { verdict: 'better', detail: deviation.name };
  return { verdict: 'differs', detail: `only docker refuses: ${errors[0]}` };
}

function judgeRequests(
  material: ConformanceCase,
  differences: readonly Difference[],
  warnings: string,
  stack: DesiredStack,
): Judgment {
  const { ours } = material;
  const foreseen = Object.keys(ours).filter((path) => path !== 'deviation');
  const explained = DIFFERENT.find(({ explains }) =>
    differences.some((difference) => explains(difference, material)),
  );
  const open = differences.filter(
    (difference) =>
      JSON.stringify(ours[difference.path]) !== JSON.stringify(difference.ours) &&
      explained?.explains(difference, material) !== true,
  );
  const unused = foreseen.filter((path) => !differences.some((difference) => difference.path === path));
  const silent = ignoredByDocker(warnings).filter(
    (key) => !stack.warnings.some(({ message }) => message.includes(`.${key} `)),
  );
  const faults = [
    ...open.map(
      ({ path, docker, ours: value }) =>
        `${path}: docker ${JSON.stringify(docker)}, ours ${JSON.stringify(value)}`,
    ),
    ...unused.map((path) => `${path}: no longer differs`),
    ...silent.map((key) => `no warning of ${key}`),
  ];
  if (faults.length > 0) return { verdict: 'differs', detail: faults.join(' | ') };
  return differences.length === 0
    ? { verdict: 'equal', detail: '' }
    : { verdict: 'better', detail: String(ours['deviation'] ?? explained?.name) };
}

/** The keys docker says it ignores. It says so of `restart` as well, and yet follows it. */
function ignoredByDocker(warnings: string): readonly string[] {
  const unsupported = /Ignoring unsupported options: (.*)/.exec(warnings)?.[1]?.split(', ') ?? [];
  const deprecated = [...warnings.matchAll(/^(\w+): /gm)].map((match) => match[1] ?? '');
  return [...unsupported, ...deprecated].filter((key) => key !== '' && key !== 'restart');
}
