import type { Engine } from '../../engine/engine.ts';
import type { OneShotResult } from '../one-shot/one-shot-result.ts';
import { runOneShot } from '../one-shot/run-one-shot.ts';
import type { Finding } from './finding.ts';
import { type ProbeReport, readProbeReport } from './probe-report.ts';
import type { ProbeQuestion } from './probe-script.ts';
import { type ProbePlace, probeSpec } from './probe-spec.ts';
import type { Verification } from './verification.ts';

/** For the node to pull the image and start the probe; a node that was cut off shows only by this time. */
const START_MS = 20_000;

export interface ProbeOutcome {
  /** Host name of the node it ran on; `an unknown node` when it never got to one. */
  readonly node: string;
  readonly report: ProbeReport;
  /** Why the report says nothing. */
  readonly problem?: Finding;
}

/** Runs one probe and reads what it says. */
export async function runProbe(
  engine: Engine,
  question: ProbeQuestion,
  place: ProbePlace,
  { clock, signal, slots }: Verification,
): Promise<ProbeOutcome> {
  const spec = probeSpec(question, place);
  // Each call may take a second longer than its time-out, and so may the look-up.
  const timeoutMs = START_MS + 2 * (question.timeoutMs + 1_000);
  const result = await slots.use(() => runOneShot(engine, { spec, timeoutMs }, { clock, signal }));
  const node = result.node ?? place.node?.Description.Hostname ?? 'an unknown node';
  const report = readProbeReport(result.lines, question.host);
  const words = problemOf(result, report, node, place.image);
  return { node, report, ...(words === undefined ? {} : { problem: { kind: 'not-probed', node, words } }) };
}

function problemOf(
  { outcome, reason, logMissing }: OneShotResult,
  { lacks, complete }: ProbeReport,
  node: string,
  image: string,
): string | undefined {
  if (lacks !== undefined) return `the probe image ${image} has no ${lacks}; use one with busybox`;
  if (outcome !== 'succeeded') return `node ${node} did not carry out the probe: ${reason ?? outcome}`;
  if (complete) return undefined;
  return `what the probe on node ${node} said is not known: ${logMissing ?? 'the end of its log is missing'}`;
}
