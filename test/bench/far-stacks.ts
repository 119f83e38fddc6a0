import type { Cluster } from '../cluster/cluster.ts';
import { startDelayProxy } from '../cluster/delay-proxy.ts';
import { deployOverSsh, sshOf } from '../support/deploy-over-ssh.ts';
import { sshThrough } from '../support/ssh-through.ts';
import { deployByCli, provideSshCommand, removeByCli } from './docker-cli.ts';
import { atLeast, median, type Scoreboard } from './scoreboard.ts';

const RTT_MS = 50;

export interface FarSize {
  readonly services: number;
  readonly runs: number;
  /** How many times faster than the CLI a create and a no-op must be. */
  readonly create: number;
  readonly noOp: number;
}

type Seconds = Readonly<Record<'cliCreate' | 'create' | 'cliNoOp' | 'noOp', number>>;

/** Services without tasks: what is measured is the way to the engine and back, not the engine. */
function stackFile(services: number): string {
  const lines = Array.from(
    { length: services },
    (_, at) => `  s${at}: {image: "localhost:1/app:1", deploy: {replicas: 0}}`,
  );
  return ['services:', ...lines, ''].join('\n');
}

/**
 * Our bundle over SSH beside `docker -H ssh://... stack deploy` (one `ssh` process a command, which starts `docker
 * system dial-stdio` on the server; not waiting), both through the same delay proxy, in turn.
 */
export async function farBesideCli(
  cluster: Cluster,
  board: Scoreboard,
  sizes: readonly FarSize[],
): Promise<void> {
  const { server } = sshOf(cluster);
  const proxy = await startDelayProxy({ target: { host: server.host, port: server.port }, rttMs: RTT_MS });
  const far = sshThrough(sshOf(cluster), proxy.port);
  const command = await provideSshCommand(far);
  board.title(`Through a round trip of ${RTT_MS} ms, from the start of the process to its end`);
  try {
    for (const size of sizes) {
      const runs: Seconds[] = [];
      for (let run = 0; run < size.runs; run += 1) runs.push(await measure(size, run));
      compare(`create ${size.services}`, runs, 'cliCreate', 'create', size.create);
      compare(`no-op ${size.services}`, runs, 'cliNoOp', 'noOp', size.noOp);
    }
  } finally {
    await command.remove();
    await proxy.stop();
  }

  async function measure({ services }: FarSize, run: number): Promise<Seconds> {
    const file = stackFile(services);
    const [ours, theirs] = [`far-${services}-${run}`, `far-cli-${services}-${run}`];
    const byCli = () => deployByCli({ dockerHost: far.dockerHost, stack: theirs, file });
    const byUs = async (expected: string) => {
      const { outputs, log, milliseconds } = await deployOverSsh(far, { stack: ours, file });
      if (outputs['outcome'] !== expected) throw new Error(`${expected} was expected:\n${log}`);
      return milliseconds / 1000;
    };
    const seconds = {
      cliCreate: await byCli(),
      create: await byUs('deployed'),
      cliNoOp: await byCli(),
      noOp: await byUs('unchanged'),
    };
    for (const stack of [ours, theirs]) await removeByCli(`unix://${cluster.manager.socketPath}`, stack);
    return seconds;
  }

  function compare(
    name: string,
    runs: readonly Seconds[],
    theirs: keyof Seconds,
    ours: keyof Seconds,
    bar: number,
  ): void {
    const [cli, own] = [theirs, ours].map((key) => median(runs.map((seconds) => seconds[key])));
    if (cli === undefined || own === undefined) return;
    const figure = `${(cli / own).toFixed(1)} x: CLI ${cli.toFixed(2)} s, we ${own.toFixed(2)} s`;
    board.row(`${name}, median of ${runs.length}`, figure, atLeast(cli / own, bar));
  }
}
