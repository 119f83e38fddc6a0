import type { GenericResource, Resources } from '../../engine/specs.ts';
import { parseSize } from '../../units/size.ts';
import type { Node } from '../document/node.ts';
import { asInteger, asList, asPrintedText, asText, valueAt } from '../document/values.ts';
import { omitAbsent, omitEmpty } from './omit-empty.ts';
import { parseCpus } from './parse-cpus.ts';
import type { Reading } from './reading.ts';

/** Below these the manager refuses the service. */
const LEAST_MEMORY = 4 * 1024 * 1024;
const LEAST_NANO_CPUS = 1_000_000;

export function readResources(node: Node | undefined, reading: Reading): Resources {
  return omitAbsent<Resources>({
    Limits: readLimits(valueAt(node, 'limits'), reading),
    Reservations: readReservations(valueAt(node, 'reservations'), reading),
  });
}

function readLimits(node: Node | undefined, reading: Reading): Resources['Limits'] | undefined {
  if (node?.kind !== 'map') return undefined;
  return omitEmpty<NonNullable<Resources['Limits']>>({
    NanoCPUs: readCpus(valueAt(node, 'cpus'), reading),
    MemoryBytes: readMemory(valueAt(node, 'memory'), reading),
    Pids: Math.max(0, asInteger(valueAt(node, 'pids')) ?? 0),
  });
}

function readReservations(node: Node | undefined, reading: Reading): Resources['Reservations'] | undefined {
  if (node?.kind !== 'map') return undefined;
  return omitEmpty<NonNullable<Resources['Reservations']>>({
    NanoCPUs: readCpus(valueAt(node, 'cpus'), reading),
    MemoryBytes: readMemory(valueAt(node, 'memory'), reading),
    GenericResources: (asList(valueAt(node, 'generic_resources'))?.items ?? []).map(readGenericResource),
  });
}

function readGenericResource(node: Node): GenericResource {
  const discrete = valueAt(node, 'discrete_resource_spec');
  if (discrete === undefined) return {};
  const kind = asText(valueAt(discrete, 'kind')) ?? '';
  return {
    DiscreteResourceSpec: omitEmpty({ Kind: kind, Value: asInteger(valueAt(discrete, 'value')) ?? 0 }),
  };
}

function readCpus(node: Node | undefined, reading: Reading): number | undefined {
  const text = asPrintedText(node) ?? '';
  const parsed = text === '' ? 0n : parseCpus(text);
  if (typeof parsed !== 'bigint') return undefined;
  if (node !== undefined && parsed > 0n && parsed < LEAST_NANO_CPUS) {
    reading.findings.mistake(
      node,
      `${node.path} is ${text}, but Swarm takes no less than 0.001.`,
      'Write "0.001" or more.',
    );
  }
  return Number(parsed);
}

function readMemory(node: Node | undefined, reading: Reading): number | undefined {
  const text = asPrintedText(node);
  if (node === undefined || text === undefined) return undefined;
  const bytes = parseSize(text);
  if (bytes > 0 && bytes < LEAST_MEMORY) {
    reading.findings.mistake(
      node,
      `${node.path} is ${text}, but Swarm takes no less than 4 MiB.`,
      'Write 4M or more.',
    );
  }
  return bytes;
}
