import type { ContainerSpec, DnsConfig, Driver, Ulimit } from '../../engine/specs.ts';
import type { Node } from '../document/node.ts';
import {
  asBoolean,
  asDuration,
  asInteger,
  asList,
  asMap,
  asPrintedText,
  asText,
  asTexts,
  valueAt,
} from '../document/values.ts';
import { effectiveCapabilities } from './capabilities.ts';
import { compareBytes } from './compare-bytes.ts';
import { readExtraHosts } from './extra-hosts.ts';
import { readHealthcheck } from './healthcheck.ts';
import { readOptions, readTextMapping } from './mapping.ts';
import { omitAbsent, omitEmpty, orUndefined } from './omit-empty.ts';
import type { Reading } from './reading.ts';
import { ShellWordsError, splitShellWords } from './shell-words.ts';

/** What a container runs and under which conditions. */
type Process = Omit<
  ContainerSpec,
  'Image' | 'Labels' | 'Env' | 'Privileges' | 'Mounts' | 'Secrets' | 'Configs'
>;

/** The part of a container's spec that one service alone decides. */
export function readProcess(service: Node, reading: Reading): Process {
  const at = (key: string): Node | undefined => valueAt(service, key);
  const capabilities = effectiveCapabilities(asTexts(at('cap_add')), asTexts(at('cap_drop')));
  const spec = omitEmpty<Omit<Process, 'StopGracePeriod' | 'Init'>>({
    Command: readCommand(at('entrypoint'), reading),
    Args: readCommand(at('command'), reading),
    Hostname: asText(at('hostname')),
    Dir: asText(at('working_dir')),
    User: asText(at('user')),
    StopSignal: asText(at('stop_signal')),
    TTY: asBoolean(at('tty')),
    OpenStdin: asBoolean(at('stdin_open')),
    ReadOnly: asBoolean(at('read_only')),
    Healthcheck: readHealthcheck(at('healthcheck'), reading),
    Hosts: readExtraHosts(at('extra_hosts'), reading),
    DNSConfig: readDns(at('dns'), at('dns_search'), at('dns_opt')),
    Groups: (asList(at('group_add'))?.items ?? []).flatMap((group) => asPrintedText(group) ?? []),
    Isolation: asText(at('isolation')),
    Sysctls: orUndefined(readTextMapping(at('sysctls'))),
    CapabilityAdd: capabilities.add,
    CapabilityDrop: capabilities.drop,
    Ulimits: readUlimits(at('ulimits')),
  });
  const given = { StopGracePeriod: asDuration(at('stop_grace_period')), Init: asBoolean(at('init')) };
  return { ...spec, ...omitAbsent<Pick<Process, 'StopGracePeriod' | 'Init'>>(given) };
}

export function readLogDriver(node: Node | undefined): Driver | undefined {
  if (node?.kind !== 'map') return undefined;
  const name = asText(valueAt(node, 'driver')) || undefined;
  return omitAbsent<Driver>({ Name: name, Options: orUndefined(readOptions(valueAt(node, 'options'))) });
}

/** A command as words: a list as it is, a text split as Docker does. */
export function readCommand(
  node: Node | undefined,
  { findings }: Pick<Reading, 'findings'>,
): readonly string[] {
  const text = asText(node);
  if (node === undefined || text === undefined) return asTexts(node);
  try {
    return splitShellWords(text);
  } catch (error) {
    if (!(error instanceof ShellWordsError)) throw error;
    findings.mistake(
      node,
      `${node.path} cannot be split into words: ${error.message}.`,
      'Close the quote, or write the command as a list.',
    );
    return [];
  }
}

function readDns(
  servers: Node | undefined,
  search: Node | undefined,
  options: Node | undefined,
): DnsConfig | undefined {
  if (servers === undefined && search === undefined && options === undefined) return undefined;
  return omitEmpty<DnsConfig>({
    Nameservers: asTexts(servers),
    Search: asTexts(search),
    Options: asTexts(options),
  });
}

function readUlimits(node: Node | undefined): readonly Ulimit[] {
  const ulimits = (asMap(node)?.entries ?? []).map(({ key, value }): Ulimit => {
    const single = asInteger(value);
    const soft = single ?? asInteger(valueAt(value, 'soft')) ?? 0;
    return { Name: key, Soft: soft, Hard: single ?? asInteger(valueAt(value, 'hard')) ?? 0 };
  });
  return ulimits.sort((a, b) => compareBytes(a.Name, b.Name));
}
