import type {
  Config,
  Container,
  EngineEvent,
  EngineInfo,
  LogLine,
  Network,
  Node,
  Secret,
  Service,
  StampedLine,
  Task,
} from './objects.ts';
import type { ConfigSpec, NetworkCreate, Platform, SecretSpec, ServiceSpec } from './specs.ts';

/**
 * The Swarm as the rest of the code sees it: one narrow interface per kind of object. Reads are repeated on a
 * new connection when the old one is lost, and while the engine restarts; a write is carried out at most once, and
 * its error says when nobody knows whether it was (`isUncertainWrite`). Every call ends with an answer or an
 * EngineError, by its time-out at the latest.
 */
export interface Engine {
  /** The version spoken, as in `1.41`; the engine's own, or the newest we know, after the first answer. */
  readonly apiVersion: () => string;
  readonly info: () => Promise<EngineInfo>;
  readonly services: ServiceApi;
  readonly tasks: TaskApi;
  readonly nodes: NodeApi;
  readonly networks: NetworkApi;
  readonly configs: ConfigApi;
  readonly secrets: SecretApi;
  readonly images: ImageApi;
  readonly events: EventApi;
  readonly logs: LogApi;
  readonly containers: ContainerApi;
}

/** Values of one filter are alternatives, except `label`, whose values must all match. */
export interface ListFilters {
  readonly id?: readonly string[];
  /** A prefix for services, configs and secrets. */
  readonly name?: readonly string[];
  readonly label?: readonly string[];
}

export interface ServiceApi {
  list(filters?: ListFilters): Promise<readonly Service[]>;
  inspect(idOrName: string): Promise<Service>;
  /** `registryAuth` as `registryAuth()` writes it: the nodes pull with it, now and whenever they need the image again. */
  create(spec: ServiceSpec, registryAuth?: string): Promise<{ readonly ID: string }>;
  /**
   * `version` is the version read; another writer in between makes the engine refuse (see `isOutOfSequence`). Without
   * `registryAuth` the service keeps the credentials it has.
   */
  update(id: string, version: number, spec: ServiceSpec, registryAuth?: string): Promise<void>;
  remove(id: string): Promise<void>;
}

export interface TaskFilters extends ListFilters {
  readonly service?: readonly string[];
  readonly node?: readonly string[];
  readonly 'desired-state'?: readonly string[];
}

export interface TaskApi {
  list(filters?: TaskFilters): Promise<readonly Task[]>;
}

export interface NodeApi {
  list(): Promise<readonly Node[]>;
}

export interface NetworkApi {
  list(filters?: ListFilters & { readonly scope?: readonly string[] }): Promise<readonly Network[]>;
  create(body: NetworkCreate): Promise<{ readonly Id: string }>;
  remove(id: string): Promise<void>;
}

export interface ConfigApi {
  /** The engine returns the data of every config listed: filter by name where it can be large. */
  list(filters?: ListFilters): Promise<readonly Config[]>;
  create(spec: ConfigSpec): Promise<{ readonly ID: string }>;
  /** Only labels may change. */
  update(id: string, version: number, spec: ConfigSpec): Promise<void>;
  remove(id: string): Promise<void>;
}

export interface SecretApi {
  list(filters?: ListFilters): Promise<readonly Secret[]>;
  create(spec: SecretSpec): Promise<{ readonly ID: string }>;
  update(id: string, version: number, spec: SecretSpec): Promise<void>;
  remove(id: string): Promise<void>;
}

export interface ImageApi {
  /** Asks the image's registry, from the manager: the only call that tells why an image cannot be pulled. */
  distribution(reference: string, timeoutMs?: number, registryAuth?: string): Promise<DistributedImage>;
}

export interface DistributedImage {
  readonly digest: string;
  /** What the image is made for; empty where the registry does not say. */
  readonly platforms: readonly Platform[];
}

export interface EventApi {
  /**
   * Swarm events (service, node, config, secret, network); the engine sends none about tasks. Asked for at the first
   * `next()`. Ends with the signal; a lost connection ends it with an EngineError, after which some may be missing.
   */
  stream(signal: AbortSignal): AsyncIterable<EngineEvent>;
}

export interface LogApi {
  /**
   * The last lines of one task from whichever node runs it; what came until the time-out, if that is anything. Can
   * lag behind the task's end by a second. Why there are none is a line itself: `Error grabbing logs: ...`.
   */
  ofTask(
    taskId: string,
    options: { readonly tail: number; readonly timeoutMs: number },
  ): Promise<readonly LogLine[]>;
  /**
   * The log of one task without a TTY, line by line, asked for at the first `next()`. With `follow` also what it writes
   * from then on, and no end: not even when the task has ended, and the engine may fall silent although lines are
   * missing. Ends with the signal; with an EngineError when the connection is lost or the engine cannot get at the log.
   */
  lines(
    taskId: string,
    options: {
      readonly follow: boolean;
      /** The time stamp of a line, from which on (itself included) lines are wanted. */
      readonly since?: string;
      readonly signal: AbortSignal;
    },
  ): AsyncIterable<StampedLine>;
}

export interface ContainerApi {
  /** Known only to the engine of its own node: an engine answers 404 for containers of all others. */
  inspect(id: string, timeoutMs?: number): Promise<Container>;
}
