import type { SshHost } from '../address.ts';

/** How to reach and trust the server. Times are in milliseconds. */
export interface SshOptions {
  /** The private key as text (input `ssh-key`). */
  readonly key?: string;
  readonly keyPassphrase?: string;
  /** The socket of an ssh-agent; used only when there is no key. */
  readonly agentSocket?: string;
  /** Lines of a known_hosts file (input `ssh-known-hosts`). */
  readonly knownHosts?: string;
  /** `SHA256:...`, or `host SHA256:...` when there are jump hosts (input `ssh-fingerprint`). */
  readonly fingerprints?: readonly string[];
  /** Hosts to go through, the first one first (input `ssh-jump`). */
  readonly jumps?: readonly SshHost[];
  /** From the first byte to the end of the login, for each host; 20 s by default. */
  readonly readyTimeoutMs?: number;
  /** 10 s by default. */
  readonly keepaliveIntervalMs?: number;
  /** Unanswered keep-alives after which the connection counts as lost; 3 by default. */
  readonly keepaliveCountMax?: number;
}

/** Where the connection tells what it does. */
export interface SshLog {
  info(line: string): void;
  debug(line: string): void;
}
