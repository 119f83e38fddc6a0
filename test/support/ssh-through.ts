import type { ClusterSsh } from '../cluster/cluster-ssh.ts';

/** The way to the same engine by another port of this machine, for instance that of a delay proxy of one's own. */
export function sshThrough(ssh: ClusterSsh, port: number): ClusterSsh {
  return {
    ...ssh,
    port,
    dockerHost: ssh.dockerHost.replace(`:${ssh.port}/`, `:${port}/`),
    knownHosts: ssh.knownHosts.replace(`:${ssh.port} `, `:${port} `),
  };
}
