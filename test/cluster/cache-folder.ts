import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where what was fetched or made once is kept between runs, for the user who runs the tests. */
export function cacheFolder(): string {
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'swarm-delivery');
}
