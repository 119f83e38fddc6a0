import type { DesiredStack } from '../../compose/desired-stack.ts';
import type { Finding } from './finding.ts';

/** One finding for all services without a memory limit: one that leaks takes its whole node down. */
export function memoryLimits({ services }: DesiredStack, required: boolean): readonly Finding[] {
  const without = services.filter(({ spec }) => !spec.TaskTemplate.Resources?.Limits?.MemoryBytes);
  const [first] = without;
  if (first === undefined) return [];
  const keys = without.map(({ key }) => key).join(', ');
  return [
    {
      level: required ? 'error' : 'warning',
      message: `${keys}: no memory limit${required ? ', and require-limits is true' : '; a leak would take the whole node'}.`,
      fix: 'Set deploy.resources.limits.memory.',
      position: first.position,
    },
  ];
}
