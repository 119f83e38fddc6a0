import type { Subnet } from './claim.ts';
import { run } from './command.ts';
import type { Namespace } from './namespace.ts';

const BRIDGE = 'br0';

/** The switch all nodes hang on. It lives in a network of its own, where no firewall of the machine applies. */
export interface ClusterNetwork {
  /** Gives a namespace its cable, the address of `index`, and `eth0`. */
  plug(namespace: Namespace, index: number): Promise<void>;
  /** Pulls the cable: nothing reaches the node any more, and its own interface stays up. */
  cut(index: number): Promise<void>;
  heal(index: number): Promise<void>;
}

/** Builds the switch inside `hub` and a cable from this machine to it, so that tests reach the nodes' addresses. */
export async function createNetwork(hub: Namespace, subnet: Subnet): Promise<ClusterNetwork> {
  const { cable, address } = subnet;
  await batch(hub, [
    'link set lo up',
    `link add ${BRIDGE} type bridge forward_delay 0`,
    `address add ${address(254)}/24 dev ${BRIDGE}`,
    `link set ${BRIDGE} up`,
  ]);
  await run('ip', ['link', 'add', cable, 'type', 'veth', 'peer', 'name', 'v0', 'netns', String(hub.pid)]);
  await run('ip', ['-batch', '-'], {
    input: `address add ${address(253)}/24 dev ${cable}\nlink set ${cable} up\n`,
  });
  await batch(hub, [`link set v0 master ${BRIDGE} up`]);
  return {
    plug: async (namespace, index) => {
      await batch(hub, [
        `link add v${index} type veth peer name eth0 netns ${namespace.pid}`,
        `link set v${index} master ${BRIDGE} up`,
      ]);
      await batch(namespace, [
        'link set lo up',
        `address add ${address(index)}/24 dev eth0`,
        'link set eth0 up',
        // Whatever is not in the cluster fails at once instead of timing out.
        'route add unreachable default',
      ]);
    },
    cut: (index) => batch(hub, [`link set v${index} down`]),
    heal: (index) => batch(hub, [`link set v${index} up`]),
  };
}

async function batch(namespace: Namespace, lines: readonly string[]): Promise<void> {
  const enter = ['--target', String(namespace.pid), '--net', '--', 'ip', '-batch', '-'];
  await run('nsenter', enter, { input: `${lines.join('\n')}\n` });
}
