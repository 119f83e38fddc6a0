import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { run } from '../cluster/command.ts';

const examples = resolve(import.meta.dirname, '../../workflows-examples');

/** A user's repository: the example workflows as they stand, and a stack file. */
export interface ShopRepository {
  readonly folder: string;
  /** Commits the text as stack.yml and returns the commit's full hash. */
  commit(stackFile: string): Promise<string>;
}

export async function makeShopRepository(
  folder: string,
  workflows: readonly string[],
): Promise<ShopRepository> {
  await mkdir(join(folder, '.github/workflows'), { recursive: true });
  for (const name of workflows) {
    await copyFile(join(examples, name), join(folder, '.github/workflows', name));
  }
  const git = (...args: readonly string[]) => run('git', ['-C', folder, ...args]);
  await git('init', '--quiet', '--initial-branch=main');
  // The runner reads the repository's name here; nothing is asked of that address.
  await git('remote', 'add', 'origin', 'https://github.com/your-org/shop.git');
  await git('config', 'user.name', 'octocat');
  await git('config', 'user.email', 'octocat@users.noreply.github.com');
  return {
    folder,
    commit: async (stackFile) => {
      await writeFile(join(folder, 'stack.yml'), stackFile);
      await git('add', '--all');
      await git('commit', '--quiet', '--allow-empty', '--message', 'Change the shop');
      return (await git('rev-parse', 'HEAD')).trim();
    },
  };
}
