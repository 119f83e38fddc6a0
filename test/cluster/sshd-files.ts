import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface SshdUser {
  readonly name: string;
  /** Further groups, for instance `docker`; the user's own group is made. */
  readonly groups?: readonly string[];
  readonly shell?: string;
}

const FIRST_USER_ID = 20_001;

/** Where the account files and the command folder stand inside the server's mount namespace. */
export const ACCOUNTS_INSIDE = '/run/accounts';

const COMMANDS_WITHOUT_DOCKER = ['sh', 'bash', 'id', 'stat', 'cat', 'sleep', 'true'];

/** Account files with the machine's own users and groups, so that ids on disk keep their names, and the extra users. */
export async function writeAccounts(directory: string, users: readonly SshdUser[]): Promise<void> {
  const [passwd, group] = await Promise.all([
    readFile('/etc/passwd', 'utf8'),
    readFile('/etc/group', 'utf8'),
  ]);
  const identified = users.map((user, index) => ({ ...user, id: FIRST_USER_ID + index }));
  const names = [...passwd.matchAll(/^([^:]+):/gm)].map((match) => match[1]);
  const files = {
    passwd:
      // Root's own start files may do anything, and a session killed in them may leave locks behind.
      passwd.replace(/^(root:(?:[^:]*:){4})[^:]*/m, `$1${ACCOUNTS_INSIDE}`) +
      identified.map(({ name, id, shell }) => `${name}:x:${id}:${id}::/:${shell ?? '/bin/sh'}\n`).join(''),
    group: addMembers(group, users) + identified.map(({ name, id }) => `${name}:x:${id}:\n`).join(''),
    // A password of "*" cannot be typed but, unlike "!", does not lock the account for keys.
    shadow: [...names, ...users.map(({ name }) => name)].map((name) => `${name}:*:19000::::::\n`).join(''),
  };
  await mkdir(join(directory, 'bin'), { recursive: true });
  await Promise.all([
    ...Object.entries(files).map(([name, text]) => writeFile(join(directory, name), text)),
    ...COMMANDS_WITHOUT_DOCKER.map((name) => symlink(`/bin/${name}`, join(directory, 'bin', name))),
  ]);
}

function addMembers(groupFile: string, users: readonly SshdUser[]): string {
  return groupFile.replace(/^([^:\n]+):.*$/gm, (line, group: string) => {
    const members = users.filter((user) => user.groups?.includes(group)).map((user) => user.name);
    if (members.length === 0) return line;
    return `${line}${line.endsWith(':') ? '' : ','}${members.join(',')}`;
  });
}

/** sshd takes the first value of a keyword, so `settings` win over ours. */
export function sshdConfig(
  port: number,
  hostKeyFiles: readonly string[],
  settings: Readonly<Record<string, string>>,
): string {
  const lines = [
    ...Object.entries(settings).map(([keyword, value]) => `${keyword} ${value}`),
    'ListenAddress 127.0.0.1',
    `Port ${port}`,
    ...hostKeyFiles.map((file) => `HostKey ${file}`),
    `AuthorizedKeysFile ${ACCOUNTS_INSIDE}/authorized_keys`,
    'PidFile none',
    'LogLevel VERBOSE',
    'StrictModes no',
    'UsePAM no',
    'UseDNS no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'PermitRootLogin prohibit-password',
  ];
  return `${lines.join('\n')}\n`;
}
