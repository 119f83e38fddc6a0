import { callEngine, eventually } from './engine-call.ts';
import type { ClusterNode } from './node.ts';

const SWARM_PORT = 2377;

interface JoinTokens {
  readonly Manager: string;
  readonly Worker: string;
}

interface NodeState {
  readonly Status: { readonly State: string };
  readonly ManagerStatus?: { readonly Reachability?: string };
}

/** Makes one swarm of the engines and returns once every node is ready. `starting` come as they get up; the first leads. */
export async function formSwarm(starting: readonly Promise<ClusterNode>[]): Promise<readonly ClusterNode[]> {
  const [first, ...others] = starting;
  if (first === undefined) throw new Error('A swarm needs a node.');
  const leader = await first;
  await callEngine({
    socketPath: leader.socketPath,
    method: 'POST',
    path: '/swarm/init',
    body: { ListenAddr: `0.0.0.0:${SWARM_PORT}`, AdvertiseAddr: leader.address },
  });
  const { JoinTokens: tokens } = await callEngine<{ JoinTokens: JoinTokens }>({
    socketPath: leader.socketPath,
    path: '/swarm',
  });
  // Two managers that join at the same moment can wedge the swarm, so managers take turns.
  let turn: Promise<unknown> = Promise.resolve();
  const joining = others.map(async (started) => {
    const node = await started;
    const join = () => joinSwarm(node, leader, tokens);
    if (node.role === 'worker') return join();
    turn = turn.then(join);
    return turn;
  });
  await Promise.all(joining);
  await eventually('all nodes to be ready', async () => {
    const states = await callEngine<readonly NodeState[]>({ socketPath: leader.socketPath, path: '/nodes' });
    return states.filter(isReady).length === starting.length ? states : undefined;
  });
  return Promise.all(starting);
}

async function joinSwarm(node: ClusterNode, leader: ClusterNode, tokens: JoinTokens): Promise<void> {
  await callEngine({
    socketPath: node.socketPath,
    method: 'POST',
    path: '/swarm/join',
    body: {
      ListenAddr: `0.0.0.0:${SWARM_PORT}`,
      AdvertiseAddr: node.address,
      RemoteAddrs: [`${leader.address}:${SWARM_PORT}`],
      JoinToken: node.role === 'manager' ? tokens.Manager : tokens.Worker,
    },
  });
}

function isReady(node: NodeState): boolean {
  return node.Status.State === 'ready' && (node.ManagerStatus?.Reachability ?? 'reachable') === 'reachable';
}
