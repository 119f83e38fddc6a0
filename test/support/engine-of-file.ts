import { afterAll, beforeAll } from 'vitest';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import type { ClusterNode } from '../cluster/node.ts';

export interface EngineOfFile {
  readonly node: ClusterNode;
  readonly socketPath: string;
}

/** One engine without images for all tests of a file; it is there once they run. */
export function engineOfFile(): EngineOfFile {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster({ managers: 1, workers: 0, images: false });
  });
  afterAll(() => cluster?.down());
  return {
    get node() {
      return cluster.manager;
    },
    get socketPath() {
      return cluster.manager.socketPath;
    },
  };
}
