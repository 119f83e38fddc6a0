import type { DesiredStack } from '../../shared/compose/desired-stack.ts';
import type { Body, Requests } from './conformance-case.ts';

export interface Difference {
  /** As `services.demo_web.TaskTemplate.ContainerSpec.Env[0]`. */
  readonly path: string;
  /** `undefined` where it is absent. */
  readonly docker: unknown;
  readonly ours: unknown;
}

/** The requests a desired stack stands for. */
export function requestsOf(stack: DesiredStack): Requests {
  return {
    networks: byName(stack.networks.map(({ body }) => body)),
    configs: byName(stack.configs.map(({ spec }) => spec)),
    secrets: byName(stack.secrets.map(({ spec }) => spec)),
    services: byName(stack.services.map(({ spec }) => spec)),
  };
}

function byName<Named extends { readonly Name: string }>(
  bodies: readonly Named[],
): Readonly<Record<string, Body>> {
  return Object.fromEntries(bodies.map((body) => [body.Name, { ...body }]));
}

/** Every value that is not the same, lists compared in order. */
export function compareRequests(docker: Requests, ours: Requests): readonly Difference[] {
  return compare('', normalize(docker), normalize(ours));
}

function compare(path: string, docker: unknown, ours: unknown): readonly Difference[] {
  if (!isObject(docker) || !isObject(ours) || Array.isArray(docker) !== Array.isArray(ours)) {
    return Object.is(docker, ours) ? [] : [{ path, docker, ours }];
  }
  const keys = new Set([...Object.keys(docker), ...Object.keys(ours)]);
  return [...keys].flatMap((key) => {
    const child = Array.isArray(docker) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
    return compare(child, docker[key], ours[key]);
  });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/**
 * A desired stack names configs and secrets where a request has their ids, which the recorder makes of the names.
 * The order of references to one object at several targets is random in docker and sorted in the recordings.
 */
function normalize(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normalize).sort(compareReferences);
  if (!isObject(value)) return value;
  if ('body' in value) return normalize(value['body']);
  const entries = Object.entries(value).filter(([key]) => key !== 'ConfigID' && key !== 'SecretID');
  return Object.fromEntries(
    entries.map(([key, child]) => [
      key,
      key === 'Config' && typeof child === 'string' ? child.replace(/^config-id-/, '') : normalize(child),
    ]),
  );
}

/** 0, which keeps the order, for everything but references to the same object. */
function compareReferences(a: unknown, b: unknown): number {
  if (!isObject(a) || !isObject(b)) return 0;
  const name = 'SecretName' in a ? 'SecretName' : 'ConfigName';
  if (typeof a[name] !== 'string' || a[name] !== b[name]) return 0;
  const [first, second] = [a, b].map(({ File }) => (isObject(File) ? String(File['Name']) : ''));
  return (first ?? '') < (second ?? '') ? -1 : 1;
}
