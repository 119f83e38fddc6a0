import { describe, expect, it } from 'vitest';
import { EngineError } from '../../../../shared/errors/engine-error.ts';
import { planStack } from '../../../../shared/rollout/plan/plan-stack.ts';
import { goneImages } from '../../../../shared/rollout/preflight/gone-images.ts';
import { fakeEngine } from '../../../support/fake-engine.ts';
import {
  currentStack,
  desiredService,
  desiredStack,
  service,
  serviceSpec,
} from '../../../support/swarm-objects.ts';

/** What the registry says in the words of the engine, for a service that runs `app:1`. */
async function found(image: string, words: string | undefined): Promise<readonly string[]> {
  const asked: string[] = [];
  const distribution = async (reference: string) => {
    asked.push(reference);
    if (words !== undefined) throw new EngineError(words);
    return { digest: 'sha256:1', platforms: [] };
  };
  const desired = desiredStack({ services: [desiredService(serviceSpec({}, { Image: image }))] });
  const plan = planStack(desired, currentStack({ services: [service()] }), {
    prune: false,
    keepReplicas: false,
  });
  const findings = await goneImages(fakeEngine({ images: { distribution } }), plan.services);
  return [...asked, ...findings.map(({ level, message }) => `${level}: ${message}`)];
}

describe('images that the registry no longer has', () => {
  it('are a warning with the words of the registry', async () => {
    expect(await found('app:2', 'manifest unknown: manifest unknown')).toEqual([
      'app:2',
      'warning: web: the registry no longer has app:2: manifest unknown: manifest unknown',
    ]);
  });

  it('are not those of a registry that is out of reach, or wants a login', async () => {
    expect(await found('app:2', 'dial tcp 127.0.0.1:1: connect: connection refused')).toEqual(['app:2']);
    expect(await found('app:2', 'unauthorized: authentication required')).toEqual(['app:2']);
  });

  it('are not those that are there, and nobody asks for those that run already', async () => {
    expect(await found('app:2', undefined)).toEqual(['app:2']);
    expect(await found('app:1', 'manifest unknown')).toEqual([]);
  });
});
