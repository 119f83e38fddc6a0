import type { ContainerSpec, ServiceSpec, TaskSpec } from '../../engine/specs.ts';
import type { SourcePosition } from '../../errors/user-error.ts';
import type { DesiredService } from '../desired-stack.ts';
import type { Node } from '../document/node.ts';
import { asText, valueAt } from '../document/values.ts';
import { readLogDriver, readProcess } from './container.ts';
import type { Declared, Section } from './declared.ts';
import { readDependencies } from './dependencies.ts';
import { readMode, readPlacement, readRestartPolicy, readUpdateConfig } from './deploy.ts';
import { readEnvironment, resolveLabels } from './environment.ts';
import { readConfigUse, readSecretUse } from './file-references.ts';
import { readImageName } from './image-name.ts';
import { readTextMapping } from './mapping.ts';
import { readMounts } from './mounts.ts';
import { checkName, IMAGE_LABEL, labelsOfStack, scopedName } from './names.ts';
import { readServiceNetworks } from './networks.ts';
import { omitAbsent, omitEmpty } from './omit-empty.ts';
import { readEndpoint } from './ports.ts';
import type { Reading } from './reading.ts';
import { readResources } from './resources.ts';

/** What the top level declares and a service may name. */
export interface Declarations {
  readonly networks: Section;
  readonly volumes: Section;
  readonly configs: Section;
  readonly secrets: Section;
}

export interface ReadService {
  readonly service: DesiredService;
  readonly networks: readonly Declared[];
  readonly configs: readonly Declared[];
  readonly secrets: readonly Declared[];
}

interface WrittenService {
  readonly key: string;
  readonly position: SourcePosition;
  readonly node: Node;
}

/** One service as `docker stack deploy` creates it, field by field: what it leaves out stays left out. */
export function readService(
  written: WrittenService,
  declarations: Declarations,
  reading: Reading,
): ReadService {
  const { key, position } = written;
  const node = written.node.kind === 'map' ? resolveLabels(written.node, reading) : written.node;
  const at = (name: string): Node | undefined => valueAt(node, name);
  const deploy = at('deploy');
  const name = scopedName(reading.stack, key);
  checkName('service', name, written, reading.findings);
  const networks = readServiceNetworks(at('networks'), written, declarations.networks, reading);
  const configs = readConfigUse(at('configs'), at('credential_spec'), declarations.configs, reading);
  const secrets = readSecretUse(at('secrets'), declarations.secrets, reading);
  const container: ContainerSpec = {
    Image: readImage(written, reading),
    Labels: labelsOfStack(reading.stack, readTextMapping(at('labels'))),
    Privileges: { CredentialSpec: configs.credentialSpec, SELinuxContext: null, NoNewPrivileges: false },
    ...readProcess(node, reading),
    ...omitEmpty<Pick<ContainerSpec, 'Env' | 'Mounts' | 'Secrets' | 'Configs'>>({
      Env: readEnvironment(node, reading),
      Mounts: readMounts(at('volumes'), declarations.volumes, reading),
      Secrets: secrets.references,
      Configs: configs.references,
    }),
  };
  const task: TaskSpec = {
    ContainerSpec: container,
    Resources: readResources(valueAt(deploy, 'resources'), reading),
    Placement: readPlacement(valueAt(deploy, 'placement')),
    Networks: networks.attachments,
    ForceUpdate: 0,
    ...omitAbsent<Pick<TaskSpec, 'RestartPolicy' | 'LogDriver'>>({
      RestartPolicy: readRestartPolicy(valueAt(deploy, 'restart_policy'), at('restart'), reading),
      LogDriver: readLogDriver(at('logging')),
    }),
  };
  const spec: ServiceSpec = {
    Name: name,
    Labels: {
      ...labelsOfStack(reading.stack, readTextMapping(valueAt(deploy, 'labels'))),
      [IMAGE_LABEL]: asText(at('image')) ?? '',
    },
    TaskTemplate: task,
    Mode: readMode(deploy, reading),
    EndpointSpec: readEndpoint(at('ports'), valueAt(deploy, 'endpoint_mode'), reading),
    ...omitAbsent<Pick<ServiceSpec, 'UpdateConfig' | 'RollbackConfig'>>({
      UpdateConfig: readUpdateConfig(valueAt(deploy, 'update_config')),
      RollbackConfig: readUpdateConfig(valueAt(deploy, 'rollback_config')),
    }),
  };
  const dependsOn = readDependencies(at('depends_on'));
  const imagePosition = at('image')?.position;
  return {
    service: {
      ...{ key, spec, position },
      ...(imagePosition && { imagePosition }),
      ...(dependsOn.length === 0 ? {} : { dependsOn }),
    },
    networks: networks.used,
    configs: configs.used,
    secrets: secrets.used,
  };
}

function readImage({ node, position }: WrittenService, reading: Reading): string {
  const image = valueAt(node, 'image');
  if (image === undefined) {
    if (valueAt(node, 'provider') !== undefined) return '';
    const build = valueAt(node, 'build') !== undefined;
    reading.findings.mistake(
      { position },
      `${node.path} has no image${build ? ', and a swarm does not build' : ''}.`,
      build ? 'Build and push the image first, and name it with image.' : 'Name the image the service runs.',
    );
    return '';
  }
  return readImageName(image, reading.findings);
}
