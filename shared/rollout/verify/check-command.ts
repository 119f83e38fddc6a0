import { randomUUID } from 'node:crypto';
import type { CommandCheck } from '../../compose/delivery/check.ts';
import type { Engine } from '../../engine/engine.ts';
import { oneShotName } from '../one-shot/one-shot-name.ts';
import { oneShotSpec } from '../one-shot/one-shot-spec.ts';
import { runOneShot } from '../one-shot/run-one-shot.ts';
import type { Finding } from './finding.ts';
import type { Verification } from './verification.ts';

const MOST_LINES_SHOWN = 30;

/** Runs a program in the surroundings of a service; its lines go into the log, its exit code decides. */
export async function checkCommand(
  engine: Engine,
  check: CommandCheck,
  { stack, services, log, clock, signal, slots }: Verification,
): Promise<readonly Finding[]> {
  const service = services.get(check.service);
  if (service === undefined) throw new Error(`No spec of ${check.service} was given.`);
  const words = `${check.service}-${check.command[0] ?? ''}`;
  const name = oneShotName({ stack, purpose: 'probe', words, unique: randomUUID() });
  const spec = oneShotSpec(service, { name, stack, purpose: 'probe', args: check.command });
  const onLine = ({ text }: { readonly text: string }): void => log.info(`verify ${check.name} | ${text}`);
  const { timeoutMs } = check;
  const result = await slots.use(() => runOneShot(engine, { spec, timeoutMs }, { clock, signal, onLine }));
  const { outcome, exitCode, node, reason, lines } = result;
  if (outcome === 'succeeded') return [];
  const ran = exitCode !== undefined || outcome === 'timed-out';
  const place = node === undefined ? '' : ` on node ${node}`;
  return [
    {
      kind: ran ? 'exit' : 'not-probed',
      words: `the program${place} did not succeed: ${reason ?? outcome}`,
      lines: lines.slice(-MOST_LINES_SHOWN).map(({ text }) => text),
      ...(node === undefined ? {} : { node }),
    },
  ];
}
