import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServiceSpec } from '../../shared/engine/specs.ts';
import { RESOLVE_IMAGE, type ResolveImage } from '../../shared/image/image-choice.ts';
import { type ConformanceCase, materialOf, readJson } from './conformance-case.ts';

/** One deployment of a sequence against one swarm. */
export interface Step {
  readonly name: string;
  readonly material: ConformanceCase;
  readonly resolveImage: ResolveImage;
  /** Whether external networks are there. */
  readonly hasExternal: boolean;
  /** What somebody did to a service by hand before the step: path in its spec -> value. */
  readonly preset?: { readonly service: string; readonly set: Readonly<Record<string, unknown>> };
  readonly recorded: RecordedStep;
}

export interface RecordedStep {
  readonly error?: string;
  /** With the credentials beside the body when some were sent. */
  readonly services?: Readonly<Record<string, ServiceSpec | { readonly body: ServiceSpec }>>;
  readonly servicesUpdated?: Readonly<Record<string, { readonly body: ServiceSpec }>>;
  /** As `service-id-` and the name. */
  readonly servicesRemoved?: readonly string[];
}

interface StepFile {
  readonly name: string;
  readonly files: readonly string[];
  readonly stack?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  readonly external?: string;
  readonly preset?: NonNullable<Step['preset']>;
}

export function readSteps(directory: string): readonly Step[] {
  const { steps = [] } =
    readJson<{ readonly steps?: readonly StepFile[] }>(join(directory, 'case.json')) ?? {};
  const recorded = JSON.parse(
    readFileSync(join(directory, 'expected.steps.json'), 'utf8'),
  ) as readonly RecordedStep[];
  return steps.map(({ name, args = [], external, preset, ...described }, index) => ({
    name,
    material: materialOf(directory, described),
    // The recordings were made with `never` unless they say otherwise.
    resolveImage: RESOLVE_IMAGE.find((mode) => args.includes(mode)) ?? 'never',
    hasExternal: external !== 'missing',
    ...(preset === undefined ? {} : { preset }),
    recorded: recorded[index] ?? {},
  }));
}
