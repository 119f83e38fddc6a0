import type { Node } from '../../shared/engine/objects.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { callEngine } from '../cluster/engine-call.ts';

/** What a stack file takes for granted: objects that others made, and labels of nodes. */
export interface Preparation {
  readonly networks?: readonly string[];
  readonly secrets?: readonly string[];
  /** By the host name of the node. */
  readonly labels?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export async function prepareSwarm({ manager }: Cluster, preparation: Preparation): Promise<void> {
  const { socketPath } = manager;
  const post = (path: string, body: unknown) => callEngine({ socketPath, method: 'POST', path, body });
  const { networks = [], secrets = [], labels = {} } = preparation;
  const nodes = await callEngine<readonly (Node & { readonly Version: { readonly Index: number } })[]>({
    socketPath,
    path: '/nodes',
  });
  await Promise.all([
    ...networks.map((Name) => post('/networks/create', { Name, Driver: 'overlay', CheckDuplicate: true })),
    ...secrets.map((Name) => post('/secrets/create', { Name, Data: Buffer.from(Name).toString('base64') })),
    ...nodes.map((node) => {
      const Labels = labels[node.Description.Hostname];
      const path = `/nodes/${node.ID}/update?version=${node.Version.Index}`;
      return Labels && post(path, { ...node.Spec, Labels: { ...node.Spec.Labels, ...Labels } });
    }),
  ]);
}
