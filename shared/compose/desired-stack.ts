import type { ConfigSpec, NetworkCreate, SecretSpec, ServiceSpec } from '../engine/specs.ts';
import type { SourcePosition } from '../errors/user-error.ts';
import type { Delivery } from './delivery/delivery.ts';

/** What the stack files say, as the engine takes it. Names are the full ones, as stored in the swarm. */
export interface DesiredStack {
  readonly name: string;
  readonly services: readonly DesiredService[];
  /** Networks this stack makes; each is used by a service. */
  readonly networks: readonly DesiredNetwork[];
  readonly configs: readonly DesiredConfig[];
  readonly secrets: readonly DesiredSecret[];
  /** Objects the stack uses and somebody else made; they must exist before anything is written. */
  readonly external: ExternalObjects;
  /** Hooks and checks around the rollout. */
  readonly delivery: Delivery;
  readonly warnings: readonly StackWarning[];
}

export interface DesiredService {
  /** The key in the stack file; the full name is `spec.Name`. */
  readonly key: string;
  /** Networks, configs and secrets by name and without ids; so is the config of a credential spec, if it has one. */
  readonly spec: ServiceSpec;
  readonly position: SourcePosition;
  /** Where the image is written; absent where no file says it. */
  readonly imagePosition?: SourcePosition;
  /** What `depends_on` says; absent when it says nothing. Swarm itself knows no order. */
  readonly dependsOn?: readonly Dependency[];
}

export interface Dependency {
  /** Key of the other service. */
  readonly service: string;
  readonly condition: DependencyCondition;
  /** Whether it is a mistake when the other service is not there. */
  readonly required: boolean;
  /** Whether the service is to be started anew when the other one is. */
  readonly restart: boolean;
  readonly position: SourcePosition;
}

export type DependencyCondition = 'service_started' | 'service_healthy' | 'service_completed_successfully';

export interface DesiredNetwork {
  readonly body: NetworkCreate;
  readonly position: SourcePosition;
}

export interface DesiredConfig {
  readonly spec: ConfigSpec;
  readonly position: SourcePosition;
}

export interface DesiredSecret {
  readonly spec: SecretSpec;
  readonly position: SourcePosition;
}

export interface ExternalObjects {
  readonly networks: readonly ExternalObject[];
  readonly configs: readonly ExternalObject[];
  readonly secrets: readonly ExternalObject[];
}

export interface ExternalObject {
  readonly name: string;
  readonly position: SourcePosition;
}

/** Something Swarm ignores although the file says it. */
export interface StackWarning {
  readonly message: string;
  readonly position: SourcePosition;
}
