import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { removeCluster } from './leftovers.ts';
import { markOf } from './process-table.ts';

/**
 * A process of its own: `node reaper.ts <folder of the cluster>`. It waits until the other end of its standard input
 * is closed - on purpose, or because the cluster's owner has died - then removes the cluster and ends.
 */
const directory = process.argv[2];
if (directory === undefined) throw new Error('usage: reaper.ts <folder of the cluster>');
await writeFile(join(directory, 'reaper.json'), JSON.stringify(await markOf(process.pid)));
process.stdout.write('watching\n');
for await (const _ of process.stdin);
await removeCluster(directory);
