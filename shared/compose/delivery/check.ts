import type { SourcePosition } from '../../errors/user-error.ts';

/** Something that must be true of the stack once it runs. Times are in milliseconds. */
export type Check = HttpCheck | TcpCheck | DnsCheck | CommandCheck | UrlCheck;

interface AnyCheck {
  /** For people, one line. */
  readonly name: string;
  /** How many more times it is tried before it has failed; absent: for half a minute. */
  readonly retries?: number;
  readonly intervalMs: number;
  /** For one attempt; probes inside the swarm count whole seconds. */
  readonly timeoutMs: number;
  readonly position: SourcePosition;
}

/** What is asked from inside the swarm, by a task of its own on each node. */
interface Probe extends AnyCheck {
  /** `one-node` is any, `every-node` all that take tasks, a list all of these that fit its constraints. */
  readonly from: 'one-node' | 'every-node' | readonly string[];
  /** Full names of the networks that the probe joins; at least one. */
  readonly networks: readonly string[];
}

/** What an HTTP answer must be. */
export interface WantedAnswer {
  /** Codes such as `204` and classes such as `2xx`; one must fit. */
  readonly status: readonly string[];
  readonly body?: WantedBody;
  /** From looking the name up to the end of the answer. */
  readonly withinMs?: number;
}

/** A text that the body must contain, or an expression that it must match. */
export type WantedBody = { readonly text: string } | { readonly expression: string; readonly flags: string };

export interface HttpCheck extends Probe {
  readonly kind: 'http';
  readonly host: string;
  readonly port: number;
  /** With the query. */
  readonly path: string;
  readonly wanted: WantedAnswer;
}

export interface TcpCheck extends Probe {
  readonly kind: 'tcp';
  readonly host: string;
  readonly port: number;
}

/** Whether every node finds exactly the tasks that there are, and each of them answers. */
export interface DnsCheck extends Probe {
  readonly kind: 'dns';
  /** Key of the service. */
  readonly service: string;
  /** Called at each address; absent: only the addresses are compared. */
  readonly port?: number;
  /** Asked for by HTTP at each address; absent: a connection is enough. */
  readonly path?: string;
  readonly wanted: WantedAnswer;
  /** Whether the service may be started anew, once, when the check has failed. */
  readonly repair: boolean;
}

/** A program that runs as the service would and must end with 0. */
export interface CommandCheck extends AnyCheck {
  readonly kind: 'command';
  /** Key of the service. */
  readonly service: string;
  readonly command: readonly string[];
}

/** Asked for by the runner. */
export interface UrlCheck extends AnyCheck {
  readonly kind: 'url';
  readonly url: string;
  readonly wanted: WantedAnswer;
  readonly followRedirects: boolean;
}
