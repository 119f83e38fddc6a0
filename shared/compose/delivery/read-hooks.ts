import { readCommand } from '../convert/container.ts';
import { readEnvironment } from '../convert/environment.ts';
import { readImageName } from '../convert/image-name.ts';
import { omitAbsent } from '../convert/omit-empty.ts';
import type { MapNode, Node } from '../document/node.ts';
import { asBoolean, asDuration, asPrintedText, asText, itemsOf, valueAt } from '../document/values.ts';
import type { Hook, HookPhase } from './hook.ts';
import { isDeployed } from './known-services.ts';
import type { DeliveryReading } from './read-delivery.ts';

const DEFAULT_TIMEOUT_MS = 5 * 60_000;
const NANOSECONDS_PER_MILLISECOND = 1_000_000;
const LONGEST_NAME = 40;

/** What tells a hook from the service itself: one of these must say what it runs. */
const PROGRAM_KEYS = ['command', 'entrypoint', 'image'];

/**
 * The hooks of a phase, in their order. One whose service belongs to a profile nobody chose is left out, with a
 * warning, because the service is not there to lend its image.
 */
export function readHooks(
  node: Node | undefined,
  phase: HookPhase,
  reading: DeliveryReading,
): readonly Hook[] {
  if (node?.kind !== 'list') return [];
  return node.items.flatMap((item) => (item.kind === 'map' ? (readHook(item, phase, reading) ?? []) : []));
}

function readHook(node: MapNode, phase: HookPhase, reading: DeliveryReading): Hook | undefined {
  const { findings } = reading;
  const at = (key: string): Node | undefined => valueAt(node, key);
  if (!PROGRAM_KEYS.some((key) => at(key) !== undefined)) {
    findings.mistake(
      node,
      `${node.path} does not say what to run.`,
      'Give it a command, such as command: [bin/migrate, up].',
    );
  }
  const ifChanged = readServices(at('if-changed'), reading);
  const ifPresent = readServices(at('if-present'), reading);
  if (!isDeployed(at('service'), reading)) return passOver(node, reading);
  if (ifChanged?.length === 0) return undefined;
  const service = asText(at('service')) ?? '';
  const entrypoint = readProgram(at('entrypoint'), reading);
  const command = readProgram(at('command'), reading);
  const image = at('image');
  return {
    phase,
    name: asText(at('name')) ?? nameOf(service, [...(entrypoint ?? []), ...(command ?? [])]),
    service,
    environment: readEnvironment(node, reading),
    timeoutMs: readTimeout(at('timeout'), reading),
    keepOnFailure: asBoolean(at('keep-on-failure')) ?? false,
    position: node.position,
    ...omitAbsent<Pick<Hook, 'image' | 'entrypoint' | 'command' | 'user' | 'ifChanged' | 'ifPresent'>>({
      image: image === undefined ? undefined : readImageName(image, findings),
      entrypoint,
      command,
      user: asPrintedText(at('user')),
      ifChanged,
      ifPresent,
    }),
  };
}

function passOver(node: MapNode, { inactive, findings }: DeliveryReading): undefined {
  const service = asText(valueAt(node, 'service'));
  if (service === undefined || !inactive.has(service)) return undefined;
  findings.warn(node, `${node.path} does not run: ${service} belongs to a profile that is not deployed.`);
  return undefined;
}

function readServices(node: Node | undefined, reading: DeliveryReading): readonly string[] | undefined {
  if (node === undefined || node.kind === 'broken') return undefined;
  return itemsOf(node).flatMap((item) => (isDeployed(item, reading) ? (asText(item) ?? []) : []));
}

function readProgram(node: Node | undefined, reading: DeliveryReading): readonly string[] | undefined {
  return node === undefined ? undefined : readCommand(node, reading);
}

function readTimeout(node: Node | undefined, { findings }: DeliveryReading): number {
  const nanoseconds = asDuration(node);
  if (node === undefined || nanoseconds === undefined) return DEFAULT_TIMEOUT_MS;
  if (nanoseconds === 0)
    findings.mistake(node, `${node.path} is 0.`, 'Write how long the hook may take, such as 5m.');
  return nanoseconds / NANOSECONDS_PER_MILLISECOND;
}

/** A long command is cut: the name stands before each line of the hook's output. */
function nameOf(service: string, words: readonly string[]): string {
  const command = words.join(' ').replace(/\s+/g, ' ').trim();
  const name = command === '' ? service : `${service}: ${command}`;
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name;
}
