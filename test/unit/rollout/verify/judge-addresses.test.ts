import { describe, expect, it } from 'vitest';
import { judgeAddresses } from '../../../../shared/rollout/verify/judge-addresses.ts';
import type { ProbeCall, ProbeReport } from '../../../../shared/rollout/verify/probe-report.ts';
import { type TaskAddress, taskAddresses } from '../../../../shared/rollout/verify/task-addresses.ts';
import { node, task } from '../../../support/swarm-objects.ts';

const task1: TaskAddress = { address: '10.0.1.2', words: 'web.1 on node e1', node: 'e1', lasting: true };
const task2: TaskAddress = { address: '10.0.1.3', words: 'web.2 on node e2', node: 'e2', lasting: true };
const leaving = { ...task2, lasting: false };

const call = (address: string, more: Partial<ProbeCall> = {}): ProbeCall => ({
  ...{ address, port: 8080, exitCode: 0, firstByteMs: 10, wholeMs: 10, complaint: '' },
  answer: Buffer.from('HTTP/1.1 200 OK\r\n\r\n'),
  ...more,
});

interface Looks {
  readonly before?: readonly TaskAddress[];
  readonly after?: readonly TaskAddress[];
}

function judge(report: Partial<ProbeReport>, { before = [task1, task2], after = before }: Looks = {}) {
  const wanted = { timeoutMs: 2000, answer: { status: ['2xx'] } };
  return judgeAddresses(
    { name: 'tasks.shop_web', node: 'e3', before, after, wanted },
    { calls: [], complete: true, ...report },
  );
}

const wordsOf = (findings: ReturnType<typeof judge>) =>
  findings.map(({ kind, words }) => `${kind}: ${words}`);

describe('judgeAddresses', () => {
  it('finds nothing where every task is found and answers', () => {
    const calls = [call('10.0.1.3'), call('10.0.1.2')];
    expect(judge({ found: ['10.0.1.3', '10.0.1.2'], calls })).toEqual([]);
    expect(judge({ found: [] }, { before: [] })).toEqual([]);
  });

  it('names an address that no task has, and whether something answers there', () => {
    const found = ['10.0.1.2', '10.0.1.3', '10.0.1.7'];
    expect(judge({ found })).toEqual([
      {
        ...{ kind: 'stale', node: 'e3', address: '10.0.1.7' },
        words:
          'on node e3 tasks.shop_web still gives 10.0.1.7, which no task has; the node may be cut off from the others (ports 7946 and 4789/udp)',
      },
    ]);
    expect(wordsOf(judge({ found, calls: [call('10.0.1.7')] }))[0]).toMatch(/; it still answers there$/);
  });

  it('names an address of a task that is on its way out', () => {
    expect(wordsOf(judge({ found: ['10.0.1.2', '10.0.1.3'] }, { before: [task1, leaving] }))).toEqual([
      'stale: on node e3 tasks.shop_web still gives 10.0.1.3, of web.2 on node e2, which is starting or being stopped',
    ]);
  });

  it('names tasks that are left out', () => {
    expect(wordsOf(judge({ found: ['10.0.1.2'] }))).toEqual([
      'missing: on node e3 tasks.shop_web leaves out 10.0.1.3, which is web.2 on node e2',
    ]);
    expect(wordsOf(judge({ found: [] }))).toEqual([
      'missing: on node e3 tasks.shop_web gives no address at all',
    ]);
  });

  it('names the node and address of a task that does not answer', () => {
    const hanging = call('10.0.1.3', { exitCode: 143, wholeMs: 3000, answer: Buffer.alloc(0) });
    expect(judge({ found: ['10.0.1.2', '10.0.1.3'], calls: [call('10.0.1.2'), hanging] })).toEqual([
      {
        ...{ kind: 'silent', node: 'e3', address: '10.0.1.3' },
        words:
          'web.2 on node e2 (10.0.1.3:8080) takes connections but answers nothing within 2 s: it hangs, seen from node e3',
      },
    ]);
  });

  it('forgives what changed while the probe ran', () => {
    const gone = { before: [task1, task2], after: [task1, leaving] };
    expect(judge({ found: ['10.0.1.2'] }, gone)).toEqual([]);
    const came = { before: [task1], after: [task1, task2] };
    expect(judge({ found: ['10.0.1.2', '10.0.1.3'] }, came)).toEqual([]);
    expect(judge({ found: ['10.0.1.2'] }, came)).toEqual([]);
  });
});

describe('taskAddresses', () => {
  const attached = (address: string, network = 'shop_front') => ({
    NetworksAttachments: [{ Network: { ID: 'n1', Spec: { Name: network } }, Addresses: [`${address}/24`] }],
  });

  it('gives the address on the one network, of tasks that have not ended', () => {
    const tasks = [
      task({ ID: 'a', Slot: 1, ...attached('10.0.1.2') }),
      task({ ID: 'b', Slot: 2, ...attached('10.0.2.9', 'shop_back') }),
      task({ ID: 'c', Slot: 3, ...attached('10.0.1.4'), DesiredState: 'shutdown' }),
      task({ ID: 'd', Slot: 4, ...attached('10.0.1.5'), Status: { State: 'shutdown' } }),
      task({ ID: 'e', Slot: 5, ...attached('10.0.1.6'), Status: { State: 'starting' } }),
      task({ ID: 'f', Slot: 6 }),
    ];
    expect(taskAddresses('web', 'shop_front', tasks, [node()])).toEqual([
      { address: '10.0.1.2', words: 'web.1 on node e1', node: 'e1', lasting: true },
      { address: '10.0.1.4', words: 'web.3 on node e1', node: 'e1', lasting: false },
      { address: '10.0.1.6', words: 'web.5 on node e1', node: 'e1', lasting: false },
    ]);
  });

  it('names the tasks of a global service by their node alone', () => {
    const { Slot: _slot, ...global } = task(attached('10.0.1.2'));
    expect(taskAddresses('web', 'shop_front', [global], [])).toMatchObject([{ words: 'web on node node-1' }]);
  });
});
