import { randomUUID } from 'node:crypto';
import type { Node } from '../../engine/objects.ts';
import type { ServiceSpec } from '../../engine/specs.ts';
import { oneShotName } from '../one-shot/one-shot-name.ts';
import { oneShotSpec } from '../one-shot/one-shot-spec.ts';
import { type ProbeQuestion, probeCommand } from './probe-script.ts';

export interface ProbePlace {
  readonly stack: string;
  readonly image: string;
  /** Full names. */
  readonly networks: readonly string[];
  /** Absent: any node. */
  readonly node?: Node;
}

const NOBODY = '65534:65534';
const ONE_SECOND = 1_000_000_000;

/** The service of one probe: a program of nobody, on a file system of its own, whose log the managers can read. */
export function probeSpec(
  question: ProbeQuestion,
  { stack, image, networks, node }: ProbePlace,
): ServiceSpec {
  const name = oneShotName({ stack, purpose: 'probe', words: question.host, unique: randomUUID() });
  const surroundings: ServiceSpec = {
    Name: name,
    Labels: {},
    Mode: { Replicated: { Replicas: 1 } },
    TaskTemplate: {
      ContainerSpec: {
        Image: image,
        ReadOnly: true,
        CapabilityDrop: ['ALL'],
        Mounts: [{ Type: 'tmpfs', Target: '/tmp' }],
        StopGracePeriod: ONE_SECOND,
      },
      // A node may send its logs where the managers cannot read them.
      LogDriver: { Name: 'json-file' },
      Networks: networks.map((Target) => ({ Target })),
    },
  };
  const constraints = ['node.platform.os == linux', ...(node === undefined ? [] : [`node.id == ${node.ID}`])];
  return oneShotSpec(surroundings, {
    ...{ name, stack, purpose: 'probe', user: NOBODY, constraints },
    entrypoint: probeCommand(question),
  });
}
