import type { Delivery } from '../compose/delivery/delivery.ts';
import type { Hook } from '../compose/delivery/hook.ts';
import type { DistributedImage } from '../engine/engine.ts';
import { isImageId, namesDigest, type ResolveImage } from './image-choice.ts';

/** Hooks that bring an image of their own which a registry has to be asked for; the swarm holds nothing of theirs. */
export function hooksToAskFor(
  { hooks }: Delivery,
  mode: ResolveImage,
): readonly (Hook & { readonly image: string })[] {
  return [...hooks.pre, ...hooks.post].filter(
    (hook): hook is Hook & { readonly image: string } =>
      mode !== 'never' && hook.image !== undefined && !namesDigest(hook.image) && !isImageId(hook.image),
  );
}

/** The same hooks, their images as `name:tag@sha256:...` where a registry answered. */
export function withPinnedHooks(
  delivery: Delivery,
  mode: ResolveImage,
  answers: ReadonlyMap<string, DistributedImage | Error>,
): Delivery {
  const asked = new Set<Hook>(hooksToAskFor(delivery, mode));
  const pin = (hook: Hook): Hook => {
    const answer = asked.has(hook) ? answers.get(hook.image ?? '') : undefined;
    if (answer === undefined || answer instanceof Error) return hook;
    return { ...hook, image: `${hook.image}@${answer.digest}` };
  };
  return { ...delivery, hooks: { pre: delivery.hooks.pre.map(pin), post: delivery.hooks.post.map(pin) } };
}
