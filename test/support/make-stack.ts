import type { Delivery } from '../../shared/compose/delivery/delivery.ts';
import { readStackFiles } from '../../shared/compose/read-stack-files.ts';
import type { Engine } from '../../shared/engine/engine.ts';
import type { ServiceSpec } from '../../shared/engine/specs.ts';
import { withObjectIds } from '../../shared/rollout/plan/object-ids.ts';

export interface MadeStack {
  readonly name: string;
  readonly delivery: Delivery;
  /** What the service of a key runs, with the ids of its configs and secrets. */
  readonly specOf: (key: string) => ServiceSpec;
}

/** Makes the networks, configs and secrets of a stack file, and of its services those named, without a plan. */
export async function makeStack(
  engine: Engine,
  name: string,
  text: string,
  started: readonly string[] = [],
): Promise<MadeStack> {
  const { networks, configs, secrets, services, delivery } = readStackFiles({
    files: [{ path: `${name}.yml`, text }],
    stack: name,
    environment: {},
    workingDirectory: '/',
    readFile: (path) => `content of ${path}`,
  });
  await Promise.all(networks.map(({ body }) => engine.networks.create(body)));
  const idsOf = async (
    api: { create(spec: { readonly Name: string }): Promise<{ readonly ID: string }> },
    objects: readonly { readonly spec: { readonly Name: string } }[],
  ): Promise<ReadonlyMap<string, string>> =>
    new Map(
      await Promise.all(objects.map(async ({ spec }) => [spec.Name, (await api.create(spec)).ID] as const)),
    );
  const ids = {
    configs: await idsOf(engine.configs as never, configs),
    secrets: await idsOf(engine.secrets as never, secrets),
  };
  const specs = new Map(services.map(({ key, spec }) => [key, withObjectIds(spec, ids)]));
  const specOf = (key: string): ServiceSpec => {
    const spec = specs.get(key);
    if (spec === undefined) throw new Error(`The stack file has no service ${key}.`);
    return spec;
  };
  await Promise.all(started.map((key) => engine.services.create(specOf(key))));
  return { name, delivery, specOf };
}
