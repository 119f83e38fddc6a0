import { createOnce } from '../../engine/create-once.ts';
import type { Engine, ListFilters } from '../../engine/engine.ts';
import type { NetworkCreate } from '../../engine/specs.ts';

/** Gives the network's id. */
export async function createNetwork({ networks }: Engine, body: NetworkCreate): Promise<string> {
  const { Id } = await createOnce(
    () => networks.create(body),
    async () => (await networks.list({ name: [body.Name] })).find(({ Name }) => Name === body.Name),
  );
  return Id;
}

interface NamedObjects<Spec> {
  create(spec: Spec): Promise<{ readonly ID: string }>;
  list(
    filters: ListFilters,
  ): Promise<readonly { readonly ID: string; readonly Spec: { readonly Name: string } }[]>;
}

/** Gives the id of a config or secret. */
export async function createNamed<Spec extends { readonly Name: string }>(
  objects: NamedObjects<Spec>,
  spec: Spec,
): Promise<string> {
  const { ID } = await createOnce(
    () => objects.create(spec),
    async () => (await objects.list({ name: [spec.Name] })).find((object) => object.Spec.Name === spec.Name),
  );
  return ID;
}
