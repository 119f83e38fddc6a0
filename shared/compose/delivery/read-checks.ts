import { readCommand } from '../convert/container.ts';
import type { MapNode, Node } from '../document/node.ts';
import { asBoolean, asInteger, asText, valueAt } from '../document/values.ts';
import type { Findings } from '../findings.ts';
import type { Check, CommandCheck, UrlCheck } from './check.ts';
import { isDeployed } from './known-services.ts';
import type { ProbeNetwork } from './probe-networks.ts';
import type { DeliveryReading } from './read-delivery.ts';
import { readDnsCheck, readHttpCheck, readTcpCheck } from './read-probes.ts';
import { readMilliseconds, readWantedAnswer } from './read-wanted-answer.ts';
import type { StackHosts } from './stack-hosts.ts';

/** What checks need to know of the stack besides its services. */
export interface ChecksReading extends DeliveryReading {
  readonly stack: string;
  readonly hosts: StackHosts;
  /** Those that a service is on, by key. */
  readonly networks: ReadonlyMap<string, ProbeNetwork>;
}

const ANY = ['name', 'retries', 'interval', 'timeout'];
const ANSWER = ['expect', 'body', 'within'];
const PLACE = ['from', 'networks'];

/** By the key that says what is checked: the others that go with it. */
const KEYS: Readonly<Record<Check['kind'], readonly string[]>> = {
  http: [...ANSWER, ...PLACE, ...ANY],
  tcp: [...PLACE, ...ANY],
  dns: ['port', 'path', 'repair', ...ANSWER, ...PLACE, ...ANY],
  command: ['service', ...ANY],
  url: ['redirects', ...ANSWER, ...ANY],
};
const KINDS = Object.keys(KEYS) as readonly Check['kind'][];

const DEFAULT_INTERVAL_MS = 2_000;
const DEFAULT_TIMEOUT_MS = 5_000;
const DEFAULT_COMMAND_TIMEOUT_MS = 60_000;

/** The items of `x-swarm-delivery.verify`, in their order; those about services that are not deployed are left out. */
export function readChecks(node: Node | undefined, reading: ChecksReading): readonly Check[] {
  if (node?.kind !== 'list') return [];
  return node.items.flatMap((item) => (item.kind === 'map' ? (readCheck(item, reading) ?? []) : []));
}

function readCheck(node: MapNode, reading: ChecksReading): Check | undefined {
  const kind = kindOf(node, reading.findings);
  const target = kind === undefined ? undefined : valueAt(node, kind);
  if (kind === undefined || target === undefined || target.kind === 'broken') return undefined;
  if (kind === 'http') return readHttpCheck(node, target, reading);
  if (kind === 'tcp') return readTcpCheck(node, target, reading);
  if (kind === 'dns') return readDnsCheck(node, target, reading);
  return kind === 'url' ? readUrlCheck(node, target, reading) : readCommandCheck(node, target, reading);
}

/** The one key that says what is checked; undefined, with a mistake, when there is none, or several. */
function kindOf(node: MapNode, findings: Findings): Check['kind'] | undefined {
  const present = KINDS.filter((kind) => valueAt(node, kind) !== undefined);
  const [kind, second] = present;
  if (kind === undefined || second !== undefined) {
    findings.mistake(
      node,
      kind === undefined
        ? `${node.path} does not say what to check.`
        : `${node.path} checks ${present.join(' and ')} at once.`,
      kind === undefined
        ? `Give it one of ${KINDS.join(', ')}, such as http: http://web:8080/health.`
        : 'Make an item of each.',
    );
    return undefined;
  }
  for (const { key, keyPosition } of node.entries) {
    if (key === kind || KEYS[kind].includes(key)) continue;
    findings.mistake(
      { position: keyPosition },
      `${node.path}: "${key}" does not go with ${kind}.`,
      `Remove it; with ${kind} go ${KEYS[kind].join(', ')}.`,
    );
  }
  return kind;
}

/** What all kinds of checks have. */
export function readAnyCheck(
  node: MapNode,
  name: string,
  findings: Findings,
  timeoutMs = DEFAULT_TIMEOUT_MS,
): Pick<Check, 'name' | 'retries' | 'intervalMs' | 'timeoutMs' | 'position'> {
  const retries = asInteger(valueAt(node, 'retries'));
  return {
    name: asText(valueAt(node, 'name')) ?? name,
    intervalMs: readMilliseconds(valueAt(node, 'interval'), findings) ?? DEFAULT_INTERVAL_MS,
    timeoutMs: readMilliseconds(valueAt(node, 'timeout'), findings) ?? timeoutMs,
    position: node.position,
    ...(retries === undefined ? {} : { retries }),
  };
}

/** Tried once unless the file says otherwise: nobody knows whether a program may run twice. */
function readCommandCheck(node: MapNode, target: Node, reading: ChecksReading): CommandCheck | undefined {
  const { findings } = reading;
  const service = valueAt(node, 'service');
  const command = readCommand(target, reading);
  if (service === undefined)
    findings.mistake(node, `${node.path}: the key "service" is missing.`, 'Name the service it runs as.');
  if (command.length === 0 && asText(target) === undefined)
    findings.mistake(target, `${target.path} is empty.`, 'Write a program and its arguments.');
  const key = asText(service);
  if (key === undefined || passedOver(node, key, reading) || !isDeployed(service, reading)) return undefined;
  const words = `${key}: ${command.join(' ').replace(/\s+/g, ' ')}`;
  const any = readAnyCheck(node, shortened(words), findings, DEFAULT_COMMAND_TIMEOUT_MS);
  return { kind: 'command', service: key, command, ...any, retries: any.retries ?? 0 };
}

function readUrlCheck(node: MapNode, target: Node, { findings }: ChecksReading): UrlCheck | undefined {
  const written = asText(target) ?? '';
  const url = URL.parse(written);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    findings.mistake(
      target,
      `${target.path}: ${JSON.stringify(written)} is no URL.`,
      'Write http://... or https://....',
    );
    return undefined;
  }
  if (refuseCredentials(url, target, findings)) return undefined;
  return {
    kind: 'url',
    url: url.href,
    wanted: readWantedAnswer(node, findings),
    followRedirects: asBoolean(valueAt(node, 'redirects')) ?? true,
    ...readAnyCheck(node, shortened(`${url.origin}${url.pathname}`), findings),
  };
}

/** Names of checks are written into logs. */
export function refuseCredentials(url: URL, at: Node, findings: Findings): boolean {
  if (url.username === '' && url.password === '') return false;
  findings.mistake(
    at,
    `${at.path} holds a user name or password, which would be shown in the log.`,
    'Check a path that needs no login.',
  );
  return true;
}

/** Whether a check is about a service of a profile that nobody chose. */
export function passedOver(node: MapNode, service: string, { inactive, findings }: ChecksReading): boolean {
  if (!inactive.has(service)) return false;
  findings.warn(node, `${node.path} is not checked: ${service} belongs to a profile that is not deployed.`);
  return true;
}

const LONGEST_NAME = 60;

function shortened(name: string): string {
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name;
}
