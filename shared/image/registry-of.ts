export const DOCKER_HUB = 'docker.io';

/** The registry an image comes from, as `host` or `host:port`; Docker Hub where its name begins with none. */
export function registryOf(image: string): string {
  const slash = image.indexOf('/');
  const first = slash < 0 ? '' : image.slice(0, slash);
  const isHost = /[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase();
  return isHost ? registryHost(first) : DOCKER_HUB;
}

/** A registry as images name it: without scheme and path, and Docker Hub by one name instead of its four. */
export function registryHost(written: string): string {
  const host = written.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
  return /^((index|registry-1)\.)?docker\.io$/.test(host) ? DOCKER_HUB : host;
}
