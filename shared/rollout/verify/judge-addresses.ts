import type { Finding } from './finding.ts';
import { judgeCall, type WantedCall } from './judge-call.ts';
import type { ProbeReport } from './probe-report.ts';
import type { TaskAddress } from './task-addresses.ts';

/** What a node was asked, and what the managers say. */
export interface AddressQuestion {
  /** As in `tasks.shop_web`. */
  readonly name: string;
  /** Host name of the node that looked the name up. */
  readonly node: string;
  /** The tasks right before the probe and right after it. */
  readonly before: readonly TaskAddress[];
  readonly after: readonly TaskAddress[];
  readonly wanted: WantedCall;
}

/**
 * Compares what a node's resolver gives with the tasks there are, and looks at the call of each. A task counts as there
 * only when it was so before and after the probe, and as gone only when it was in neither look.
 */
export function judgeAddresses(question: AddressQuestion, report: ProbeReport): readonly Finding[] {
  const { before, after, name, node } = question;
  const found = report.found ?? [];
  const last = new Map([...before, ...after].map((task) => [task.address, task]));
  const stays = new Set(after.filter(({ lasting }) => lasting).map(({ address }) => address));
  const expected = before.filter(({ address, lasting }) => lasting && stays.has(address));
  const missing = expected.filter(({ address }) => !found.includes(address));
  return [
    ...(found.length === 0 && missing.length > 0
      ? [{ kind: 'missing' as const, node, words: `on node ${node} ${name} gives no address at all` }]
      : missing.map(
          ({ address, words }): Finding => ({
            kind: 'missing',
            ...{ node, address },
            words: `on node ${node} ${name} leaves out ${address}, which is ${words}`,
          }),
        )),
    ...found.flatMap((address) => judgeFound(address, last.get(address), question, report)),
    ...expected.flatMap((task) => judgeTask(task, question, report)),
  ];
}

/** An address that is given although no task that stays has it. */
function judgeFound(
  address: string,
  task: TaskAddress | undefined,
  { name, node, wanted }: AddressQuestion,
  report: ProbeReport,
): readonly Finding[] {
  if (task?.lasting) return [];
  const call = report.calls.find((each) => each.address === address);
  const answers = call !== undefined && judgeCall(call, wanted) === undefined;
  const owner =
    task === undefined
      ? 'which no task has; the node may be cut off from the others (ports 7946 and 4789/udp)'
      : `of ${task.words}, which is starting or being stopped`;
  const words = `on node ${node} ${name} still gives ${address}, ${owner}`;
  return [
    { kind: 'stale', ...{ node, address }, words: answers ? `${words}; it still answers there` : words },
  ];
}

function judgeTask(
  { address, words }: TaskAddress,
  { node, wanted }: AddressQuestion,
  { calls }: ProbeReport,
): readonly Finding[] {
  const call = calls.find((each) => each.address === address);
  const problem = call === undefined ? undefined : judgeCall(call, wanted);
  if (call === undefined || problem === undefined) return [];
  const seen = `${words} (${address}:${call.port}) ${problem.words}, seen from node ${node}`;
  return [{ kind: problem.kind, node, address, words: seen }];
}
