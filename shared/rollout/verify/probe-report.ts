import type { LogLine } from '../../engine/objects.ts';

/** What one probe saw. */
export interface ProbeReport {
  /** Addresses that the node's resolver gave, in order; absent when the probe did not get so far. */
  readonly found?: readonly string[];
  readonly calls: readonly ProbeCall[];
  /** Programs that the probe's image does not have. */
  readonly lacks?: string;
  /** Whether the probe came to its end, and all it said is here. */
  readonly complete: boolean;
}

export interface ProbeCall {
  /** A name or an address. */
  readonly address: string;
  readonly port: number;
  /** Of `nc`: 0 when the other side hung up. */
  readonly exitCode: number;
  /** Until the first byte, and until the end of the answer. */
  readonly firstByteMs: number;
  readonly wholeMs: number;
  /** What `nc` complained of. */
  readonly complaint: string;
  readonly answer: Buffer;
}

/** Reads what `PROBE_SCRIPT` writes; `host` is the name it looked up. Other lines are passed over. */
export function readProbeReport(lines: readonly LogLine[], host: string): ProbeReport {
  const texts = lines.filter(({ stream }) => stream === 'stdout').map(({ text }) => text);
  const lacks = texts.map((text) => /^lacks(?: (.+))$/.exec(text)?.[1]).find((names) => names !== undefined);
  const dns = texts.map((text) => /^dns :(\S*)$/.exec(text)?.[1]).find((coded) => coded !== undefined);
  return {
    calls: texts.flatMap((text) => readCall(text) ?? []),
    complete: texts.at(-1) === 'end',
    ...(lacks === undefined ? {} : { lacks }),
    ...(dns === undefined ? {} : { found: addressesOf(decoded(dns).toString(), host) }),
  };
}

const CALL = /^call (\S+) (\d+) (\d+) ([\d.]+) ([\d.]+) ([\d.]+) :(\S*) :(\S*)$/;

function readCall(line: string): ProbeCall | undefined {
  const [, address, port, code, start, first, end, complaint, answer] = CALL.exec(line) ?? [];
  if (address === undefined || complaint === undefined || answer === undefined) return undefined;
  const since = (moment: string | undefined): number => Math.round((Number(moment) - Number(start)) * 1000);
  return {
    address,
    port: Number(port),
    exitCode: Number(code),
    firstByteMs: since(first),
    wholeMs: since(end),
    complaint: decoded(complaint).toString().trim(),
    answer: decoded(answer),
  };
}

function decoded(text: string): Buffer {
  return Buffer.from(text, 'base64');
}

/** The addresses under the very name: resolvers may be asked for it with further endings too. */
function addressesOf(output: string, host: string): readonly string[] {
  let name = '';
  const addresses = output.split('\n').flatMap((line) => {
    const [, key, value] = /^(Name|Address):\s*(\S+)/.exec(line) ?? [];
    if (key === 'Name') name = value ?? '';
    const isAnswer = key === 'Address' && name.toLowerCase() === host.toLowerCase();
    return isAnswer && value !== undefined ? [value] : [];
  });
  return [...new Set(addresses)];
}
