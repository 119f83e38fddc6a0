import type { Engine } from '../../engine/engine.ts';
import { EngineError } from '../../errors/engine-error.ts';
import type { ServiceChange } from '../plan/plan.ts';
import type { Finding } from './finding.ts';

/** Going back is for emergencies: a registry that takes longer is not waited for. */
const PATIENCE_MS = 2000;

/** The registry was reached and knows no such image; all else says nothing about the image. */
const UNKNOWN_IMAGE = /manifest unknown|not found|name unknown|repository .* does not exist/i;

/**
 * Images that services will start with and their registry no longer has. Nodes that have run them may hold them still,
 * which no engine can tell of another node: a warning, before anything is written.
 */
export async function goneImages(
  engine: Engine,
  changes: readonly ServiceChange[],
): Promise<readonly Finding[]> {
  const starting = changes.filter((change) => change.action !== 'unchanged' && startsOther(change));
  const images = [...new Set(starting.map(imageOf))];
  const unknown = await Promise.all(images.map((image) => refusalOf(engine, image)));
  return starting.flatMap((change) => {
    const refusal = unknown[images.indexOf(imageOf(change))];
    if (refusal === undefined) return [];
    return [
      {
        level: 'warning' as const,
        message: `${change.key}: the registry no longer has ${imageOf(change)}: ${refusal}`,
        fix: 'Nodes that still hold the image run it, others cannot: push it again, or choose another release.',
        service: change.name,
      },
    ];
  });
}

function startsOther(change: ServiceChange): boolean {
  return (
    change.action === 'create' ||
    change.current.Spec.TaskTemplate.ContainerSpec.Image !== change.spec.TaskTemplate.ContainerSpec.Image
  );
}

function imageOf({ spec }: ServiceChange): string {
  return spec.TaskTemplate.ContainerSpec.Image;
}

async function refusalOf(engine: Engine, image: string): Promise<string | undefined> {
  try {
    await engine.images.distribution(image, PATIENCE_MS);
    return undefined;
  } catch (error) {
    const known = error instanceof EngineError && UNKNOWN_IMAGE.test(error.message);
    return known ? error.message : undefined;
  }
}
