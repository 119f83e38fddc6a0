import { randomUUID } from 'node:crypto';
import type { Hook } from '../../compose/delivery/hook.ts';
import type { Engine } from '../../engine/engine.ts';
import type { ServiceSpec } from '../../engine/specs.ts';
import type { OneShotResult } from '../one-shot/one-shot-result.ts';
import { runOneShot } from '../one-shot/run-one-shot.ts';
import type { RolloutLog } from '../rollout-log.ts';
import type { Clock } from '../watch/clock.ts';
import { HookLog } from './hook-log.ts';
import { hookSpec } from './hook-spec.ts';
import { constraintsToVolumes } from './volume-node.ts';

export interface HookOptions {
  readonly stack: string;
  /** By the service's key: what it will run, networks by name, with the ids of its configs and secrets. */
  readonly specOf: (key: string) => ServiceSpec;
  readonly log: RolloutLog;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Given to every hook besides `SWARM_DELIVERY_STACK`, `_SERVICE` and `_HOOK`. */
  readonly variables?: Readonly<Record<string, string>>;
}

export interface HookResult {
  readonly hook: Hook;
  readonly result: OneShotResult;
  /** From the creation of its service until nothing of it is left. */
  readonly seconds: number;
}

/** One after the other; ends at the first that does not succeed, which is then the last of the results. */
export async function runHooks(
  engine: Engine,
  hooks: readonly Hook[],
  options: HookOptions,
): Promise<readonly HookResult[]> {
  const results: HookResult[] = [];
  for (const hook of hooks) {
    const result = await runHook(engine, hook, options);
    results.push(result);
    if (result.result.outcome !== 'succeeded') break;
  }
  return results;
}

async function runHook(engine: Engine, hook: Hook, options: HookOptions): Promise<HookResult> {
  const { stack, specOf, log, clock, signal, variables = {} } = options;
  const startedAt = clock.now();
  const service = specOf(hook.service);
  const constraints = await constraintsToVolumes(engine, service);
  const spec = hookSpec(hook, { stack, service, variables, constraints, unique: randomUUID() });
  log.info(`${hook.phase} hook ${hook.name} starts.`);
  const lines = new HookLog(hook.name, log, clock);
  const { timeoutMs, keepOnFailure } = hook;
  const result = await runOneShot(
    engine,
    { spec, timeoutMs, keepOnFailure },
    {
      ...{ clock, signal },
      onLine: (line) => lines.line(line),
      onLook: (progress) => lines.look(progress),
    },
  ).finally(() => lines.finish());
  const seconds = (clock.now() - startedAt) / 1000;
  if (result.logMissing !== undefined)
    log.warning(`${hook.name}: lines of its output may be missing: ${result.logMissing}`);
  log.info(endLine(hook, result, seconds));
  return { hook, result, seconds };
}

function endLine(hook: Hook, { outcome, node, reason }: OneShotResult, seconds: number): string {
  const place = node === undefined ? '' : ` on ${node}`;
  const words = outcome === 'not-started' ? 'was not started' : outcome.replace('-', ' ');
  const why = reason === undefined ? '' : `: ${reason}`;
  return `${hook.phase} hook ${hook.name} ${words}${place}, ${seconds.toFixed(1)} s${why}`;
}
