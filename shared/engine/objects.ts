import type {
  ConfigSpec,
  EndpointSpec,
  Labels,
  NetworkCreate,
  SecretSpec,
  ServiceSpec,
  TaskSpec,
} from './specs.ts';

/** What the engine answers about the objects of a swarm; only the fields this project reads. Times are RFC 3339. */
export interface ObjectVersion {
  readonly Index: number;
}

export interface Service {
  readonly ID: string;
  readonly Version: ObjectVersion;
  readonly CreatedAt: string;
  readonly UpdatedAt: string;
  readonly Spec: ServiceSpec;
  readonly PreviousSpec?: ServiceSpec;
  /** As carried out: ports that the engine chose are filled in. */
  readonly Endpoint?: { readonly Ports?: EndpointSpec['Ports'] };
  readonly UpdateStatus?: UpdateStatus;
  readonly JobStatus?: { readonly JobIteration: ObjectVersion };
}

export type UpdateState =
  | 'updating'
  | 'paused'
  | 'completed'
  | 'rollback_started'
  | 'rollback_paused'
  | 'rollback_completed';

export interface UpdateStatus {
  readonly State?: UpdateState | '';
  readonly StartedAt?: string;
  readonly CompletedAt?: string;
  /** Names the first failed task as `... of task <id>` when the engine paused or rolled back. */
  readonly Message?: string;
}

export type TaskState =
  | 'new'
  | 'allocated'
  | 'pending'
  | 'assigned'
  | 'accepted'
  | 'preparing'
  | 'ready'
  | 'starting'
  | 'running'
  | 'complete'
  | 'shutdown'
  | 'failed'
  | 'rejected'
  | 'remove'
  | 'orphaned';

export interface Task {
  readonly ID: string;
  readonly Version: ObjectVersion;
  readonly CreatedAt: string;
  readonly UpdatedAt: string;
  readonly Labels?: Labels;
  readonly Spec: TaskSpec;
  readonly ServiceID: string;
  /** Absent for global services. */
  readonly Slot?: number;
  /** Absent until the scheduler placed the task. */
  readonly NodeID?: string;
  readonly JobIteration?: ObjectVersion;
  readonly DesiredState: TaskState;
  readonly Status: TaskStatus;
  /** Its addresses, as the managers gave them; absent until it is placed, and for a task without networks. */
  readonly NetworksAttachments?: readonly TaskAttachment[];
}

export interface TaskAttachment {
  readonly Network: { readonly ID: string; readonly Spec: { readonly Name: string } };
  /** With the prefix, as in `10.0.1.7/24`. */
  readonly Addresses?: readonly string[] | null;
}

export interface TaskStatus {
  readonly Timestamp: string;
  readonly State: TaskState;
  readonly Message?: string;
  readonly Err?: string;
  readonly ContainerStatus?: {
    readonly ContainerID?: string;
    readonly PID?: number;
    readonly ExitCode?: number;
  };
}

export interface Node {
  readonly ID: string;
  readonly Spec: {
    readonly Role: 'worker' | 'manager';
    readonly Availability: 'active' | 'pause' | 'drain';
    readonly Labels?: Labels;
  };
  readonly Description: {
    readonly Hostname: string;
    readonly Platform?: { readonly Architecture?: string; readonly OS?: string };
    readonly Resources?: { readonly NanoCPUs?: number; readonly MemoryBytes?: number };
    readonly Engine?: { readonly EngineVersion?: string; readonly Labels?: Labels };
  };
  readonly Status: {
    readonly State: 'unknown' | 'down' | 'ready' | 'disconnected';
    readonly Message?: string;
    readonly Addr?: string;
  };
  readonly ManagerStatus?: {
    readonly Leader?: boolean;
    readonly Reachability?: string;
    readonly Addr?: string;
  };
}

export interface Network {
  readonly Id: string;
  readonly Name: string;
  readonly Scope: string;
  readonly Driver: string;
  readonly Labels: Labels | null;
  readonly Internal?: boolean;
  readonly Attachable?: boolean;
  readonly EnableIPv6?: boolean;
  /** With what the engine chose: the ids of its tunnels among the options, subnets among the addresses. */
  readonly Options?: Readonly<Record<string, string>> | null;
  readonly IPAM?: NetworkCreate['IPAM'];
}

export interface Config {
  readonly ID: string;
  readonly Version: ObjectVersion;
  readonly CreatedAt: string;
  readonly Spec: ConfigSpec;
}

export interface Secret {
  readonly ID: string;
  readonly Version: ObjectVersion;
  readonly CreatedAt: string;
  /** Without `Data`: the engine never returns it. */
  readonly Spec: SecretSpec;
}

export interface EngineInfo {
  readonly Name: string;
  readonly ServerVersion: string;
  readonly SystemTime: string;
  readonly Swarm: {
    readonly NodeID: string;
    readonly LocalNodeState: 'inactive' | 'pending' | 'active' | 'error' | 'locked';
    readonly ControlAvailable: boolean;
    readonly Error: string;
    readonly Managers?: number;
    readonly Nodes?: number;
  };
}

export interface EngineEvent {
  readonly Type: string;
  readonly Action: string;
  readonly Actor: { readonly ID: string; readonly Attributes: Readonly<Record<string, string>> };
  readonly timeNano: number;
}

export interface Container {
  readonly Id: string;
  readonly State: ContainerState;
}

/** Of a container that ended too, for as long as it is kept: the last five tasks of a slot. */
export interface ContainerState {
  readonly Status: string;
  readonly ExitCode: number;
  readonly OOMKilled: boolean;
  readonly Error?: string;
  /** Absent without a health check. */
  readonly Health?: {
    readonly Status: 'none' | 'starting' | 'healthy' | 'unhealthy';
    readonly FailingStreak: number;
    /** The last five checks, the oldest first; each output is at most 4096 bytes. */
    readonly Log: readonly HealthCheckResult[] | null;
  };
}

export interface HealthCheckResult {
  readonly Start: string;
  readonly End: string;
  readonly ExitCode: number;
  readonly Output: string;
}

export interface LogLine {
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

export interface StampedLine extends LogLine {
  /** RFC 3339 with nine digits, in UTC, by the clock of the task's node; never falls within one stream. */
  readonly at: string;
}
