import type { DesiredService } from '../../compose/desired-stack.ts';
import { isAtLeast } from '../../engine/api-version-order.ts';

/** The service as this engine will store it; a field that it drops would otherwise differ for ever. */
export function fitToEngine(service: DesiredService, apiVersion: string): DesiredService {
  const { ContainerSpec: container } = service.spec.TaskTemplate;
  if (container.Healthcheck?.StartInterval === undefined || isAtLeast(apiVersion, '1.44')) return service;
  const { StartInterval: _young, ...Healthcheck } = container.Healthcheck;
  const TaskTemplate = { ...service.spec.TaskTemplate, ContainerSpec: { ...container, Healthcheck } };
  return { ...service, spec: { ...service.spec, TaskTemplate } };
}
