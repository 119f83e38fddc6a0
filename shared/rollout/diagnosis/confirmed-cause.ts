import type { ContainerState } from '../../engine/objects.ts';
import { type Cause, memoryLimit } from '../watch/cause.ts';
import type { Evidence } from './evidence.ts';

/** The cause as the container itself confirms it; tasks do not tell who killed a program, nor what its health was. */
export function confirmedCause(cause: Cause, { container }: Evidence): Cause {
  if (container === undefined || cause.task === undefined) return cause;
  if (cause.kind === 'killed' && container.OOMKilled) {
    const limit = memoryLimit(cause.task.Spec);
    const headline =
      limit === undefined
        ? 'killed because its node ran out of memory'
        : `killed because it used up its memory limit of ${limit}`;
    return { ...cause, kind: 'out-of-memory', headline };
  }
  if (cause.kind === 'unhealthy' || cause.kind === 'stopped') return confirmedHealth(cause, container);
  return cause;
}

function confirmedHealth(cause: Cause, { Health: health, ExitCode }: ContainerState): Cause {
  if (health?.Status === 'unhealthy') {
    return { ...cause, kind: 'unhealthy', headline: `its health check fails${after(health.FailingStreak)}` };
  }
  if (health === undefined || ExitCode !== 0) return cause;
  return { ...cause, kind: 'ended', headline: 'its program ends by itself with exit code 0' };
}

function after(failures: number): string {
  return failures > 1 ? `, ${failures} times in a row` : '';
}
