import type { Engine } from '../../engine/engine.ts';
import type { LogLine } from '../../engine/objects.ts';
import { EngineError } from '../../errors/engine-error.ts';
import type { ServiceResult } from '../watch/service-result.ts';

const LOG_LINES = 30;
const LOG_TIMEOUT_MS = 5_000;
const REGISTRY_TIMEOUT_MS = 3_000;

/** What the task list does not tell about a failure; each part may be missing, and then says why. */
export interface Evidence {
  readonly log: readonly LogLine[];
  readonly logMissing?: string;
  /** What the image's registry answers the manager: the only place where the true cause shows. */
  readonly registry?: string;
}

/** Never throws and takes at most 5 s: a failed deployment must be told even when its log cannot be had. */
export async function gatherEvidence(
  engine: Engine,
  { cause, waitsFor }: Pick<ServiceResult, 'cause' | 'waitsFor'>,
): Promise<Evidence> {
  const task = cause?.task ?? waitsFor;
  if (task === undefined || cause?.kind === 'no-suitable-node') return { log: [] };
  if (cause?.kind === 'image-missing') {
    return { log: [], registry: await registryAnswer(engine, task.Spec.ContainerSpec.Image) };
  }
  if (task.Status.ContainerStatus?.ContainerID === undefined) return { log: [] };
  try {
    return { log: await engine.logs.ofTask(task.ID, { tail: LOG_LINES, timeoutMs: LOG_TIMEOUT_MS }) };
  } catch (error) {
    return { log: [], logMissing: error instanceof Error ? error.message : String(error) };
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
