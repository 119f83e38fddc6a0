import type { RestorePlan } from './plan-restore.ts';

/** What is about to be brought back, line by line, for the log. */
export function restoreLines(stack: string, restore: RestorePlan): readonly string[] {
  const { services, removals, networks, left } = restore;
  const back = services.filter(({ action }) => action !== 'unchanged');
  if (back.length + removals.length + networks.length + left.length === 0)
    return [`Stack ${stack} is as it was before; nothing has to be restored.`];
  return [
    `Restoring stack ${stack} to what ran before:`,
    ...back.map(({ key, spec }) => `  < service ${key} back to ${spec.TaskTemplate.ContainerSpec.Image}`),
    ...services
      .filter(({ action }) => action === 'unchanged')
      .map(({ key }) => `  = service ${key} is as before already`),
    ...removals.map(({ name }) => `  - service ${name}, which is new`),
    ...networks.map(({ name }) => `  - network ${name}, which is new`),
    ...left.map((why) => `  ! ${why}`),
  ];
}
