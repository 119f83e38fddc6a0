import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine } from '../../engine/engine.ts';
import type { ContainerState, LogLine, Task } from '../../engine/objects.ts';
import { EngineError } from '../../errors/engine-error.ts';
import type { ServiceResult } from '../watch/service-result.ts';

const LOG_LINES = 30;
const LOG_TIMEOUT_MS = 2_500;
/** What a task wrote last can be missing for a moment after its end. */
const LOG_LAG_MS = 500;
const CONTAINER_TIMEOUT_MS = 3_000;
const REGISTRY_TIMEOUT_MS = 3_000;

/** What the task list does not tell about a failure; each part may be missing, and then says why. */
export interface Evidence {
  readonly log: readonly LogLine[];
  readonly logMissing?: string;
  /** What the image's registry answers the manager: the only place where the true cause shows. */
  readonly registry?: string;
  /** The container itself, when it is on the node we are connected to: no engine tells of another one's. */
  readonly container?: ContainerState;
}

/** Never throws and takes at most 6 s: a failed deployment must be told even when its log cannot be had. */
export async function gatherEvidence(
  engine: Engine,
  { cause, waitsFor }: Pick<ServiceResult, 'cause' | 'waitsFor'>,
): Promise<Evidence> {
  const task = cause?.task ?? waitsFor;
  if (task === undefined || cause?.kind === 'no-suitable-node') return { log: [] };
  if (cause?.kind === 'image-missing') {
    return { log: [], registry: await registryAnswer(engine, task.Spec.ContainerSpec.Image) };
  }
  const containerId = task.Status.ContainerStatus?.ContainerID;
  if (containerId === undefined) return { log: [] };
  const [words, container] = await Promise.all([lastWords(engine, task), stateOf(engine, containerId)]);
  return { ...words, ...(container === undefined ? {} : { container }) };
}

async function lastWords(engine: Engine, task: Task): Promise<Pick<Evidence, 'log' | 'logMissing'>> {
  try {
    const read = () => engine.logs.ofTask(task.ID, { tail: LOG_LINES, timeoutMs: LOG_TIMEOUT_MS });
    const log = await read();
    if (log.length > 0) return { log };
    await sleep(LOG_LAG_MS);
    return { log: await read() };
  } catch (error) {
    return { log: [], logMissing: error instanceof Error ? error.message : String(error) };
  }
}

async function stateOf(engine: Engine, containerId: string): Promise<ContainerState | undefined> {
  try {
    return (await engine.containers.inspect(containerId, CONTAINER_TIMEOUT_MS)).State;
  } catch {
    return undefined;
  }
}

async function registryAnswer(engine: Engine, image: string): Promise<string> {
  try {
    const { digest } = await engine.images.distribution(image, REGISTRY_TIMEOUT_MS);
    return `the registry has it (${digest}): the node cannot reach the registry or has no credentials`;
  } catch (error) {
    return error instanceof EngineError ? error.message : String(error);
  }
}
