import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { ended, start } from './command.ts';
import { childrenOf } from './process-table.ts';

export interface NamespaceOptions {
  readonly hostname: string;
  /** An existing folder; its path may not hold commas or colons. */
  readonly directory: string;
  /** A root tree the programs of the namespace live in instead of the machine's own. */
  readonly root?: string;
}

/** A little machine: own processes, network, mounts and hostname. */
export interface Namespace {
  /** Its first process, as seen from outside. While it lives the machine lives, and nothing of the machine outlives it. */
  readonly pid: number;
  /** The process outside that ends with the one who started the machine. */
  readonly guardian: number;
  /** The program and arguments that run a command inside. */
  enter(command: readonly string[]): readonly [string, ...string[]];
  /** Ends everything inside at once. */
  end(): Promise<void>;
}

const PREPARE = fileURLToPath(new URL('./namespace-init.sh', import.meta.url));

/** Starts a machine of its own; the kernel ends all of it when this process ends, however that happens. */
export async function startNamespace({ hostname, directory, root }: NamespaceOptions): Promise<Namespace> {
  const kinds = ['--uts', '--mount', '--propagation', 'private', '--net', '--pid', '--fork', '--kill-child'];
  const prepare = ['sh', PREPARE, hostname, directory, root ?? ''];
  const guardian = start(
    'setpriv',
    ['--pdeathsig', 'KILL', 'unshare', ...kinds, '--mount-proc', ...prepare],
    // An own session: an interrupt typed at the terminal must not reach the engines.
    { detached: true, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let words = '';
  guardian.stderr?.on('data', (data) => {
    words += String(data);
  });
  const spoken = guardian.stdout ? once(guardian.stdout, 'data') : Promise.resolve();
  await Promise.race([spoken, ended(guardian)]);
  const guardianPid = guardian.pid ?? 0;
  const [pid] = await childrenOf(guardianPid);
  if (pid === undefined) throw new Error(`No namespaces for ${hostname}: ${words.trim() || 'unshare ended'}`);
  guardian.stdout?.destroy();
  guardian.stderr?.destroy();
  guardian.unref();
  const inside = ['--target', String(pid), '--uts', '--mount', '--net', '--pid'];
  return {
    pid,
    guardian: guardianPid,
    enter: (command) => ['nsenter', ...inside, '--', ...command],
    end: () => {
      guardian.kill('SIGKILL');
      return ended(guardian);
    },
  };
}
