import { isDeepStrictEqual } from 'node:util';
import type { DesiredStack } from '../../shared/compose/desired-stack.ts';
import { parseDockerConfig } from '../../shared/image/docker-config.ts';
import { RESOLVE_IMAGE, type ResolveImage } from '../../shared/image/image-choice.ts';
import { imagesToAsk, type PinnedImages, pinImages } from '../../shared/image/pin-images.ts';
import { registryAuth } from '../../shared/image/registry-login.ts';
import { registryOf } from '../../shared/image/registry-of.ts';
import type { Difference } from './compare-requests.ts';
import type { Body, ConformanceCase } from './conformance-case.ts';
import { recordedAnswer } from './recorded-answer.ts';

/** What the flags of the recorded command are as inputs of the action; undefined for a word that it refuses too. */
export function resolveMode({ flags }: ConformanceCase): ResolveImage | undefined {
  const at = flags.indexOf('--resolve-image');
  const word = at < 0 ? 'always' : flags[at + 1];
  return RESOLVE_IMAGE.find((mode) => mode === word);
}

/** The images pinned by what the recorder's registry answered. */
export function pinned(stack: DesiredStack, mode: ResolveImage): PinnedImages {
  const asked = imagesToAsk(stack, [], mode);
  return pinImages(stack, [], mode, new Map(asked.map((image) => [image, recordedAnswer(image)])));
}

/** Where docker sent another login with a service than we do. Where there is none, docker sends an empty one. */
export function loginDifferences(
  { flags, dockerConfig }: ConformanceCase,
  services: Readonly<Record<string, Body>>,
  stack: DesiredStack,
): readonly Difference[] {
  const { logins } = parseDockerConfig(flags.includes('--with-registry-auth') ? dockerConfig : '{}');
  return stack.services.flatMap(({ spec }) => {
    const registry = registryOf(spec.TaskTemplate.ContainerSpec.Image);
    const login = logins.find((each) => each.registry === registry);
    const ours: unknown = login && JSON.parse(Buffer.from(registryAuth(login), 'base64url').toString());
    const docker = services[spec.Name]?.['registryAuth'];
    const path = `services.${spec.Name}.registryAuth`;
    return isDeepStrictEqual(docker ?? {}, ours ?? {}) ? [] : [{ path, docker, ours }];
  });
}
