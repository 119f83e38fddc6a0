import { accessSync, constants, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A program the tests and the demo start, and where Debian and Ubuntu have it. */
export interface Requirement {
  readonly program: string;
  /** The first of these that the machine's archive knows is installed. */
  readonly packages: readonly [string, ...string[]];
}

export interface Wishes {
  /** Another engine is asked for, so a tool to make its tree is needed. */
  readonly otherEngine: boolean;
  /** A runner of workflows has to be fetched, so a tool for its package is needed. */
  readonly runner: boolean;
}

const ALWAYS: readonly Requirement[] = [
  { program: 'dockerd', packages: ['docker.io'] },
  // Newer releases keep the client in a package of its own.
  { program: 'docker', packages: ['docker-cli', 'docker.io'] },
  { program: 'docker-registry', packages: ['docker-registry'] },
  { program: 'git', packages: ['git'] },
  { program: 'sshd', packages: ['openssh-server'] },
  { program: 'ssh', packages: ['openssh-client'] },
  { program: 'ssh-keygen', packages: ['openssh-client'] },
  { program: 'busybox', packages: ['busybox-static'] },
  { program: 'ip', packages: ['iproute2'] },
  { program: 'iptables', packages: ['iptables'] },
  { program: 'nsenter', packages: ['util-linux'] },
  { program: 'unshare', packages: ['util-linux'] },
  { program: 'setpriv', packages: ['util-linux'] },
];
const FOR_OTHER_ENGINES: Requirement = { program: 'debootstrap', packages: ['debootstrap'] };
const FOR_THE_RUNNER: Requirement = { program: 'pip3', packages: ['python3-pip'] };

export function requirements({ otherEngine, runner }: Wishes): readonly Requirement[] {
  return [...ALWAYS, ...(otherEngine ? [FOR_OTHER_ENGINES] : []), ...(runner ? [FOR_THE_RUNNER] : [])];
}

/** What of it this machine lacks. `path` is a search path like PATH. */
export function missingRequirements(wanted: readonly Requirement[], path: string): readonly Requirement[] {
  return wanted.filter(({ program }) => {
    const file = findProgram(program, path);
    return file === undefined || (program === 'busybox' && !isStaticProgram(readFileSync(file)));
  });
}

function findProgram(program: string, path: string): string | undefined {
  return path
    .split(':')
    .map((folder) => join(folder, program))
    .find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const INTERPRETER_SEGMENT = 3;

/** Whether a 64-bit little-endian ELF file runs without any library: only then can it stand alone in an image. */
export function isStaticProgram(file: Buffer): boolean {
  if (file.length < 64 || file.toString('latin1', 0, 6) !== '\x7fELF\x02\x01') return false;
  const start = Number(file.readBigUInt64LE(32));
  const [size, count] = [file.readUInt16LE(54), file.readUInt16LE(56)];
  const segments = Array.from({ length: count }, (_, index) => file.readUInt32LE(start + index * size));
  return !segments.includes(INTERPRETER_SEGMENT);
}
