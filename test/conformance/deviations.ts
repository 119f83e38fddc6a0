import type { Difference } from './compare-requests.ts';
import type { ConformanceCase } from './conformance-case.ts';

interface Refusal {
  readonly name: string;
  readonly ours: RegExp;
}

/** Where docker deploys and we refuse, by our words. */
export const REFUSED: readonly Refusal[] = [
  { name: 'an unset variable is a mistake, not an empty text', ours: /^The variable \S+ is not set/ },
  { name: 'a required variable is required whatever surrounds it', ours: /: the required variable \S+ is/ },
  { name: 'a wrong expression is wrong whatever follows it', ours: /: "\$\S*" is not a variable\.$/ },
  {
    name: 'the Swarm manager refuses it',
    ours: /Swarm takes no|which Swarm refuses|cannot be the name of a stack|is mounted at/,
  },
  { name: 'the Swarm manager refuses a port twice', ours: /publishes \S+, which .* publishes already/ },
  { name: 'the Swarm manager refuses a negative duration', ours: /is a negative duration\.$/ },
  { name: 'the Swarm manager refuses a negative amount', ours: /is "-\d+", which is not a number of CPUs/ },
  { name: 'no port has the number', ours: /must not be above 65535/ },
  { name: 'the Swarm manager does not know the word', ours: /(endpoint_mode|failure_action|condition) is "/ },
  { name: 'a one-letter volume is no drive of Windows', ours: /is taken for a drive of Windows/ },
  { name: 'the home of another user is not a path', ours: /the homes of other users are not known/ },
  { name: 'nothing is left out silently', ours: /holds a second YAML document/ },
  { name: 'an image that cannot be pinned is refused', ours: /in its registry: / },
];

interface Acceptance {
  readonly name: string;
  readonly docker: RegExp;
  /** What must stand in the stack file. */
  readonly file: RegExp;
}

/** Where docker refuses and we read on, by docker's words. */
export const ACCEPTED: readonly Acceptance[] = [
  {
    name: 'any version but 1 and 2',
    docker: /^version must be a string|unsupported Compose file version/,
    file: /^version:/m,
  },
  { name: 'files of any version go together', docker: /version mismatched/, file: /^version:/m },
  {
    name: 'version does not restrict the keys',
    docker: /is not allowed$|must be a string$/,
    file: /^version: "3\.\d"/m,
  },
  { name: 'x- keys stand anywhere', docker: /Additional property x-/, file: /^ +x-/m },
  {
    name: 'a variable may stand for any number or boolean',
    docker: /must be a (boolean|integer)$/,
    file: /: \$\{/,
  },
  { name: 'the operators + and :+', docker: /invalid interpolation format/, file: /\$\{\w+:?\+/ },
  {
    name: 'depends_on as a mapping is warned about, as the list is',
    docker: /depends_on must be a list/,
    file: /depends_on/,
  },
  {
    name: 'a renamed config as credential spec',
    docker: /no such config can be found/,
    file: /credential_spec/,
  },
  {
    name: 'keys of the Compose Specification that Swarm has a place for',
    docker:
      /Additional property (cpus|mem_reservation|pids_limit|scale|platform|group_add|pull_policy|profiles|content|environment|enable_ipv6|gateway) is not allowed$/,
    file: /./,
  },
  {
    name: 'limits of a service outside of deploy',
    docker: /unsupported options:\n\nmem_limit: /,
    file: /mem_limit/,
  },
  {
    name: 'keys that mean nothing in Swarm are warned about',
    docker: /Additional property (annotations|develop|app_protocol|name) is not allowed$/,
    file: /annotations|develop|app_protocol/,
  },
  {
    name: 'a number or boolean in quotes is one',
    docker: /must be a (boolean|integer|number)$|decoding failed/,
    file: /: ["'](\d[\d-]*|true|false)["']/,
  },
  {
    name: 'a number where its text is meant',
    docker: /(cpus|memory|uid|gid) must be a string$/,
    file: /(cpus|memory|uid|gid): [\d.]+/,
  },
  {
    name: 'true and false as values of variables and labels',
    docker: /must be a string, number or null$/,
    file: /: (true|false)$/m,
  },
  { name: 'env_file with path and required', docker: /env_file\.0 must be a string$/, file: /- path:/ },
  { name: 'an empty command is none', docker: /command must be a string$/, file: /command:$/m },
];

interface BodyDeviation {
  readonly name: string;
  readonly explains: (difference: Difference, material: ConformanceCase) => boolean;
}

/** Where both deploy and our value is another, besides what a case foresees itself. */
export const DIFFERENT: readonly BodyDeviation[] = [
  {
    name: 'a dash in a message is no operator',
    explains: ({ ours }, { text, environment }) =>
      /\$\{\w+:?\?[^\n]*-/.test(text) &&
      typeof ours === 'string' &&
      Object.values(environment).some((value) => value !== '' && ours.endsWith(`=${value}`)),
  },
];

/** Docker's words for an external object that the swarm does not have. */
export const LOOKED_UP = /"([^"]+)" is declared as external|(?:config|secret) not found: (\S+)/;
