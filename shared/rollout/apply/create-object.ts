import type { Engine, ListFilters } from '../../engine/engine.ts';
import { isUncertainWrite } from '../../engine/engine-errors.ts';
import type { NetworkCreate } from '../../engine/specs.ts';

/** Gives the network's id; one whose answer got lost is looked up by its name. */
export async function createNetwork(engine: Engine, body: NetworkCreate): Promise<string> {
  try {
    return (await engine.networks.create(body)).Id;
  } catch (error) {
    if (!isUncertainWrite(error)) throw error;
    const found = (await engine.networks.list({ name: [body.Name] })).find(
      (network) => network.Name === body.Name,
    );
    if (found === undefined) throw error;
    return found.Id;
  }
}

interface NamedObjects<Spec> {
  create(spec: Spec): Promise<{ readonly ID: string }>;
  list(
    filters: ListFilters,
  ): Promise<readonly { readonly ID: string; readonly Spec: { readonly Name: string } }[]>;
}

/** A create whose answer got lost is looked up by its name, which the engine keeps unique. */
export async function createNamed<Spec extends { readonly Name: string }>(
  objects: NamedObjects<Spec>,
  spec: Spec,
): Promise<string> {
  try {
    return (await objects.create(spec)).ID;
  } catch (error) {
    if (!isUncertainWrite(error)) throw error;
    const found = (await objects.list({ name: [spec.Name] })).find(
      (object) => object.Spec.Name === spec.Name,
    );
    if (found === undefined) throw error;
    return found.ID;
  }
}
