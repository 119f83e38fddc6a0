import { registryAuth } from '../../shared/image/registry-login.ts';
import type { Cluster } from './cluster.ts';
import { callEngine } from './engine-call.ts';
import { type LoadOptions, loadImageAs } from './images.ts';
import { REGISTRY_LOGIN } from './registry.ts';

/**
 * Puts the test program into the cluster's registry as `name:tag` and on no node, so that they must pull it. Other
 * options make another image under the same name. Returns the name with the registry.
 */
export async function pushImage(
  cluster: Cluster,
  nameAndTag: string,
  options: LoadOptions = {},
): Promise<string> {
  const { registry, manager } = cluster;
  if (registry === undefined) throw new Error('the cluster was started without a registry');
  const { socketPath } = manager;
  const image = `${registry.host}/${nameAndTag}`;
  await loadImageAs({ nodes: [manager] }, [image], options);
  const [name, tag] = nameAndTag.split(':');
  const login = { registry: registry.host, ...REGISTRY_LOGIN };
  const reply = await callEngine<unknown>({
    socketPath,
    method: 'POST',
    path: `/images/${registry.host}/${name}/push?tag=${tag}`,
    headers: { 'x-registry-auth': registry.kind === 'open' ? 'e30=' : registryAuth(login) },
  });
  // The status is 200 even when the push fails half-way: the failure stands in the text.
  const text = typeof reply === 'string' ? reply : JSON.stringify(reply);
  if (text.includes('"errorDetail"')) throw new Error(`The engine did not push the image: ${text.trim()}`);
  await callEngine({ socketPath, method: 'DELETE', path: `/images/${image}?force=1` });
  return image;
}
