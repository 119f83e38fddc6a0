import { describe, expect, it } from 'vitest';
import type { Hook } from '../../../shared/compose/delivery/hook.ts';
import type { ResolveImage } from '../../../shared/image/image-choice.ts';
import { imagesToAsk, pinImages, type RegistryAnswer } from '../../../shared/image/pin-images.ts';
import { desiredStack, POSITION } from '../../support/swarm-objects.ts';

function hook(image?: string): Hook {
  const base = { phase: 'pre' as const, name: 'dump', service: 'web', environment: [], timeoutMs: 1_000 };
  return { ...base, keepOnFailure: false, position: POSITION, ...(image === undefined ? {} : { image }) };
}

const DESIRED = desiredStack({
  delivery: {
    hooks: { pre: [hook(), hook('tools:1'), hook('tools@sha256:0')], post: [hook('nope:1')] },
    verify: [],
  },
});
const ANSWERS = new Map<string, RegistryAnswer>([
  ['app:1', { digest: 'sha256:a', platforms: [] }],
  ['tools:1', { digest: 'sha256:b', platforms: [] }],
  ['nope:1', new Error('manifest unknown')],
]);

describe('images of hooks', () => {
  it.each<[ResolveImage, readonly string[]]>([
    ['always', ['app:1', 'tools:1', 'nope:1']],
    ['changed', ['app:1', 'tools:1', 'nope:1']],
    ['never', []],
  ])('are asked for with %s like those of new services', (mode, asked) => {
    expect(imagesToAsk(DESIRED, [], mode)).toEqual(asked);
  });

  it('are pinned, or refused at the line of the hook', () => {
    const { desired, errors } = pinImages(DESIRED, [], 'always', ANSWERS);
    const { pre, post } = desired.delivery.hooks;
    expect([...pre, ...post].map(({ image }) => image)).toEqual([
      undefined,
      'tools:1@sha256:b',
      'tools@sha256:0',
      'nope:1',
    ]);
    expect(errors).toMatchObject([{ message: 'pre hook dump: manifest unknown', position: POSITION }]);
  });

  it('stay as they are written with never', () => {
    expect(pinImages(DESIRED, [], 'never', new Map()).desired.delivery).toEqual(DESIRED.delivery);
  });
});
