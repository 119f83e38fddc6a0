import type { HttpCheck } from '../../compose/delivery/check.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Finding } from './finding.ts';
import { probeNodes } from './probe-nodes.ts';
import type { ProbeQuestion } from './probe-script.ts';
import { type ProbeOutcome, runProbe } from './run-probe.ts';
import type { Verification } from './verification.ts';

export type Ask = (question: ProbeQuestion) => Promise<ProbeOutcome>;

/** Lets `look` ask from each node that a check names, all at the same time, and adds what nobody could ask. */
export async function probeFrom(
  engine: Engine,
  check: Pick<HttpCheck, 'from'>,
  verification: Verification,
  networks: readonly string[],
  look: (ask: Ask) => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  const { chosen, down } = probeNodes(check.from, await engine.nodes.list());
  if (chosen.length === 0) {
    return [{ kind: 'not-probed', words: 'no node that the check names is up and takes tasks' }];
  }
  const { stack, probeImage: image } = verification;
  const findings = await Promise.all(
    chosen.map((node) => {
      const place = { stack, image, networks, ...(node === undefined ? {} : { node }) };
      return look((question) => runProbe(engine, question, place, verification));
    }),
  );
  const unchecked = down.map(({ Description: { Hostname: node } }): Finding => {
    const words = `node ${node} is down and was not asked; if it only lost touch, it goes on with what it ran`;
    return { kind: 'unchecked', node, words };
  });
  return [...findings.flat(), ...unchecked];
}
