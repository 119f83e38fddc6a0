import type { DesiredStack, ExternalObject } from '../desired-stack.ts';
import type { Node } from '../document/node.ts';
import { asMap, valueAt } from '../document/values.ts';
import { compareBytes } from './compare-bytes.ts';
import type { Declared } from './declared.ts';
import { readSection } from './declared.ts';
import { type FileObjects, readConfigs, readSecrets } from './file-objects.ts';
import { collectNetworks } from './networks.ts';
import type { Reading } from './reading.ts';
import { type ReadService, readService } from './service.ts';
import { readVolumes } from './volumes.ts';

/** What services and what they use come to; the rest is read elsewhere. */
export type ConvertedStack = Omit<DesiredStack, 'delivery' | 'warnings'>;

/** Turns a merged stack file of the right shape into what it asks of the engine; mistakes go to the findings. */
export function convertStack(root: Node, reading: Reading): ConvertedStack {
  const configs = readConfigs(valueAt(root, 'configs'), reading);
  const secrets = readSecrets(valueAt(root, 'secrets'), reading);
  const declarations = {
    networks: readSection('network', valueAt(root, 'networks'), reading),
    volumes: readVolumes(valueAt(root, 'volumes'), reading),
    configs: configs.section,
    secrets: secrets.section,
  };
  const services: readonly ReadService[] = (asMap(valueAt(root, 'services'))?.entries ?? [])
    .filter(({ value }) => value.kind === 'map')
    .map(({ key, keyPosition, value }) =>
      readService({ key, position: keyPosition, node: value }, declarations, reading),
    );
  warnOfUnknownDependencies(services, reading);
  const networks = collectNetworks(
    services.flatMap((service) => service.networks),
    reading,
  );
  return {
    name: reading.stack,
    services: services.map(({ service }) => service),
    networks: networks.created,
    configs: configs.made.map(({ declared, spec }) => ({ spec, position: declared.position })),
    secrets: secrets.made.map(({ declared, spec }) => ({ spec, position: declared.position })),
    external: {
      networks: networks.external,
      configs: externalObjects(
        services.flatMap((service) => service.configs),
        configs,
      ),
      secrets: externalObjects(
        services.flatMap((service) => service.secrets),
        secrets,
      ),
    },
  };
}

/** Nobody waits for a service that is not there, or that belongs to a profile that was not chosen. */
function warnOfUnknownDependencies(services: readonly ReadService[], { findings }: Reading): void {
  const known = new Set(services.map(({ service }) => service.key));
  for (const { service } of services) {
    for (const { service: other, required, position } of service.dependsOn ?? []) {
      if (!required || known.has(other)) continue;
      findings.warn(
        { position },
        `${service.key} depends on ${JSON.stringify(other)}, which is not deployed.`,
      );
    }
  }
}

/** The external ones among those that services use and the stack does not make itself, each once, by name. */
function externalObjects(
  used: readonly Declared[],
  { made }: FileObjects<unknown>,
): readonly ExternalObject[] {
  const own = new Set(made.map(({ declared }) => declared.name));
  const external = used
    .filter((each) => each.external && !own.has(each.name))
    .map(({ name, position }) => ({ name, position }));
  const distinct = new Map(external.map((each) => [each.name, each]));
  return [...distinct.values()].sort((a, b) => compareBytes(a.name, b.name));
}
