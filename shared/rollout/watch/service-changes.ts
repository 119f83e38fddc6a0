import type { ObjectVersion } from '../../engine/objects.ts';
import type { Observation } from './observation.ts';

/** When a service or a task of it last changed, as looks showed it; the engine gives each change a version. */
export class ServiceChanges {
  readonly #versions = new Map<string, number>();
  readonly #changedAt = new Map<string, number>();

  /** Gives true when any task or service is not as it was at the look before. */
  note({ at, services, tasks }: Observation): boolean {
    const changes = [
      ...services.map(({ ID, Version }) => this.#note(ID, Version, ID, at)),
      ...tasks.map(({ ID, Version, ServiceID }) => this.#note(ID, Version, ServiceID, at)),
    ];
    return changes.includes(true);
  }

  /** In the clock's time; long ago for a service never seen. */
  changedAt(serviceId: string): number {
    return this.#changedAt.get(serviceId) ?? Number.NEGATIVE_INFINITY;
  }

  #note(id: string, { Index }: ObjectVersion, serviceId: string, at: number): boolean {
    if (this.#versions.get(id) === Index) return false;
    this.#versions.set(id, Index);
    this.#changedAt.set(serviceId, at);
    return true;
  }
}
