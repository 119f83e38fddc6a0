import type { HttpCheck, TcpCheck } from '../../compose/delivery/check.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Finding } from './finding.ts';
import { judgeCall } from './judge-call.ts';
import { probeFrom } from './probe-from.ts';
import type { ProbeReport } from './probe-report.ts';
import type { Verification } from './verification.ts';

/** Asks a service once from each node the check names. */
export async function checkFromInside(
  engine: Engine,
  check: HttpCheck | TcpCheck,
  verification: Verification,
): Promise<readonly Finding[]> {
  const { host, port, timeoutMs } = check;
  const path = check.kind === 'http' ? { path: check.path } : {};
  const question = { host, each: false, addresses: [], port, timeoutMs, ...path };
  return probeFrom(engine, check, verification, check.networks, async (ask) => {
    const { report, node, problem } = await ask(question);
    return problem === undefined ? judgeReport(check, report, node) : [problem];
  });
}

function judgeReport(check: HttpCheck | TcpCheck, report: ProbeReport, node: string): readonly Finding[] {
  const wanted = { timeoutMs: check.timeoutMs, ...(check.kind === 'http' ? { answer: check.wanted } : {}) };
  return report.calls.flatMap((call): readonly Finding[] => {
    const problem = judgeCall(call, wanted);
    if (problem === undefined) return [];
    const address = (report.found ?? []).toSorted().join(' or ');
    const place = address === '' ? '' : ` (${address})`;
    const words = `${check.host}:${check.port}${place} ${problem.words}, asked from node ${node}`;
    return [{ kind: problem.kind, node, words, ...(address === '' ? {} : { address }) }];
  });
}
