import type { Hook } from '../compose/delivery/hook.ts';
import type { DesiredService, DesiredStack } from '../compose/desired-stack.ts';
import type { DistributedImage } from '../engine/engine.ts';
import type { Service } from '../engine/objects.ts';
import type { Platform } from '../engine/specs.ts';
import { EngineError } from '../errors/engine-error.ts';
import { type SourcePosition, UserError } from '../errors/user-error.ts';
import { type ImageChoice, imageChoice, namesDigest, type ResolveImage } from './image-choice.ts';
import { hooksToAskFor, withPinnedHooks } from './pin-hook-images.ts';

/** What a registry said of an image, or the error that says why it said nothing. */
export type RegistryAnswer = DistributedImage | Error;

export interface PinnedImages {
  /** Images as `name:tag@sha256:...` and the platforms they are made for, where a registry was asked and answered. */
  readonly desired: DesiredStack;
  /** One for each image that no registry gave a digest for, where the first service or hook that wants it names it. */
  readonly errors: readonly UserError[];
}

/** The images that a registry has to be asked for, each once. */
export function imagesToAsk(
  { services, delivery }: DesiredStack,
  present: readonly Service[],
  mode: ResolveImage,
): readonly string[] {
  const ofHooks = hooksToAskFor(delivery, mode).map(({ image }) => image);
  const images = choices(services, present, mode).flatMap(({ choice }) =>
    choice.kind === 'ask' ? [choice.image] : [],
  );
  return [...new Set([...images, ...ofHooks])];
}

/** `answers` holds one for each of `imagesToAsk`, and may hold more. */
export function pinImages(
  desired: DesiredStack,
  present: readonly Service[],
  mode: ResolveImage,
  answers: ReadonlyMap<string, RegistryAnswer>,
): PinnedImages {
  const chosen = choices(desired.services, present, mode);
  const services = chosen.map(({ service, choice }) => withImage(service, choice, answers));
  const delivery = withPinnedHooks(desired.delivery, mode, answers);
  const users = [...usersOf(chosen), ...hooksToAskFor(desired.delivery, mode).map(hookAsUser)];
  return { desired: { ...desired, services, delivery }, errors: failures(users, answers) };
}

interface Chosen {
  readonly service: DesiredService;
  readonly choice: ImageChoice;
}

function choices(
  services: readonly DesiredService[],
  present: readonly Service[],
  mode: ResolveImage,
): readonly Chosen[] {
  const stored = new Map(present.map((service) => [service.Spec.Name, service]));
  return services.map((service) => ({
    service,
    choice: imageChoice(service, stored.get(service.spec.Name), mode),
  }));
}

function withImage(
  service: DesiredService,
  choice: ImageChoice,
  answers: ReadonlyMap<string, RegistryAnswer>,
): DesiredService {
  if (choice.kind === 'take') return changed(service, choice.image, choice.platforms ?? []);
  const answer = answers.get(choice.image);
  if (answer === undefined || answer instanceof Error) return service;
  const pinned = namesDigest(choice.image) ? choice.image : `${choice.image}@${answer.digest}`;
  return changed(service, pinned, schedulable(answer));
}

function changed(service: DesiredService, image: string, platforms: readonly Platform[]): DesiredService {
  const { TaskTemplate: task } = service.spec;
  const TaskTemplate = {
    ...task,
    ContainerSpec: { ...task.ContainerSpec, Image: image },
    ...(platforms.length === 0 ? {} : { Placement: { ...task.Placement, Platforms: platforms } }),
  };
  return { ...service, spec: { ...service.spec, TaskTemplate } };
}

/** As the CLI: a node's own name for ARM tells the variants apart and an image's does not, so ARM matches any node. */
function schedulable({ platforms }: DistributedImage): readonly Platform[] {
  return platforms.map(({ Architecture, ...rest }) =>
    Architecture === undefined || Architecture.toLowerCase() === 'arm' ? rest : { Architecture, ...rest },
  );
}

/** Who wants an image that a registry is asked for. */
interface ImageUser {
  readonly name: string;
  readonly image: string;
  readonly position: SourcePosition;
}

function usersOf(chosen: readonly Chosen[]): readonly ImageUser[] {
  return chosen.flatMap(({ service: { key, position, imagePosition = position }, choice }) =>
    choice.kind === 'ask' ? [{ name: key, image: choice.image, position: imagePosition }] : [],
  );
}

function hookAsUser({ phase, name, image, position }: Hook & { readonly image: string }): ImageUser {
  return { name: `${phase} hook ${name}`, image, position };
}

function failures(
  users: readonly ImageUser[],
  answers: ReadonlyMap<string, RegistryAnswer>,
): readonly UserError[] {
  return [...answers].flatMap(([image, answer]) => {
    const wanting = users.filter((user) => user.image === image);
    const [first] = wanting;
    if (!(answer instanceof Error) || first === undefined) return [];
    const names = wanting.map(({ name }) => name).join(', ');
    return [
      new UserError(`${names}: ${answer.message}`, {
        position: first.position,
        fix: mend(answer),
        cause: answer,
      }),
    ];
  });
}

const WANTS_LOGIN = /no basic auth credentials|unauthorized|authentication required|denied/i;

function mend(error: Error): string {
  if (WANTS_LOGIN.test(error.message)) {
    return 'Give registry, registry-username and registry-password of an account that may read this image, or log in with docker/login-action and set with-registry-auth, or correct its name.';
  }
  const hint = error instanceof EngineError && error.hint !== undefined ? `${error.hint} ` : '';
  return `${hint}With "resolve-image: never" the nodes take what they have or find under this name.`;
}
