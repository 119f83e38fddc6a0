import { setTimeout as sleep } from 'node:timers/promises';
import { openChannel } from './engine-channels.ts';
import type { SshLink } from './ssh-link.ts';

/** Why the server did not forward the engine's socket; `forbidden` also when it cannot be found out. */
export type SocketProblem =
  | { readonly kind: 'missing'; readonly user: string; readonly rootlessSocket?: string }
  | { readonly kind: 'not-a-socket' }
  | {
      readonly kind: 'no-permission';
      readonly user: string;
      readonly groups: string;
      readonly owner: string;
      readonly group: string;
      readonly mode: string;
    }
  | { readonly kind: 'forbidden' };

const PROBE_TIMEOUT_MS = 10_000;
const ANSWER = /^swarm-delivery-probe\|(.*)$/m;

/**
 * Asks a shell on the server; sshd itself gives the same answer for every cause. `socketPath` must have been checked
 * to hold plain characters only. With a forced command there is no shell and so no answer.
 */
export async function probeSocket(link: SshLink, socketPath: string): Promise<SocketProblem> {
  const answer = await Promise.race([
    runScript(link, probeScript(socketPath)),
    sleep(PROBE_TIMEOUT_MS, '', { ref: false }),
  ]);
  return parseProbeAnswer(answer);
}

/** Reads what the probe printed, between whatever else a login prints. */
export function parseProbeAnswer(output: string): SocketProblem {
  const [kind, ...values] = ANSWER.exec(output)?.[1]?.split('|') ?? [];
  const [user = '', groups = '', owner = '', group = '', mode = ''] = values;
  switch (kind) {
    case 'missing':
      return { kind, user, ...(groups === '' ? {} : { rootlessSocket: groups }) };
    case 'not-a-socket':
      return { kind };
    case 'no-permission':
      return { kind, user, groups, owner, group, mode };
    default:
      return { kind: 'forbidden' };
  }
}

function probeScript(socketPath: string): string {
  return `p='${socketPath}'
r=/run/user/$(id -u)/docker.sock
[ -S "$r" ] || r=
if [ ! -e "$p" ]; then a="missing|$(id -un)|$r"
elif [ ! -S "$p" ]; then a="not-a-socket"
elif [ ! -w "$p" ]; then a="no-permission|$(id -un)|$(id -Gn)|$(stat -L -c '%U|%G|%a' "$p")"
else a="forbidden"
fi
echo "swarm-delivery-probe|$a"
`;
}

/** What the script wrote to its output. It goes in by stdin, so that any login shell can start it. */
async function runScript(link: SshLink, script: string): Promise<string> {
  try {
    const channel = await openChannel(link, (client, done) => client.exec('sh -s', done));
    channel.stderr.resume();
    channel.end(script);
    return Buffer.concat(await channel.toArray()).toString();
  } catch (error) {
    if (link.lost) throw link.lost;
    return String(error);
  }
}
