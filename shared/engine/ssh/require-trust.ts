import { UserError } from '../../errors/user-error.ts';
import type { SshHost } from '../address.ts';
import type { TrustedKeys } from './host-key.ts';

/** Refuses to connect at all when there is nothing to recognise a server by. */
export function requireTrust({ host, port }: SshHost, trusted: TrustedKeys): void {
  if (trusted.knownHosts.length > 0 || trusted.fingerprints.length > 0) return;
  const scan = `ssh-keyscan ${port === 22 ? '' : `-p ${port} `}${host}`;
  throw new UserError(
    `Neither ssh-known-hosts nor ssh-fingerprint is given, so nothing proves that ${host} is your server`,
    {
      fix:
        `Run: ${scan} > known_hosts && ssh-keygen -lf known_hosts. Compare the fingerprint with the one the server ` +
        'itself prints (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub), then give the line as ssh-known-hosts',
    },
  );
}
