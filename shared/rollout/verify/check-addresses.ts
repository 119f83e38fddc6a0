import type { DnsCheck } from '../../compose/delivery/check.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Finding } from './finding.ts';
import { judgeAddresses } from './judge-addresses.ts';
import { type Ask, probeFrom } from './probe-from.ts';
import { type TaskAddress, taskAddresses } from './task-addresses.ts';
import { serviceName, type Verification } from './verification.ts';

/**
 * Asks on each node, on each network of its own, which addresses a service's tasks have, and calls them. The full name
 * of the service is looked up: its key may be an alias of others on a shared network.
 */
export async function checkAddresses(
  engine: Engine,
  check: DnsCheck,
  verification: Verification,
): Promise<readonly Finding[]> {
  const fullName = serviceName(check.service, verification);
  const { ID: service } = await engine.services.inspect(fullName);
  const findings = await Promise.all(
    check.networks.map((network) =>
      probeFrom(engine, check, verification, [network], (ask) =>
        lookFromOneNode(ask, check, `tasks.${fullName}`, () => presentTasks(engine, check, service, network)),
      ),
    ),
  );
  return distinct(findings.flat());
}

async function presentTasks(
  engine: Engine,
  check: DnsCheck,
  service: string,
  network: string,
): Promise<readonly TaskAddress[]> {
  const [tasks, nodes] = await Promise.all([engine.tasks.list({ service: [service] }), engine.nodes.list()]);
  return taskAddresses(check.service, network, tasks, nodes);
}

async function lookFromOneNode(
  ask: Ask,
  { port, path, timeoutMs, wanted }: DnsCheck,
  name: string,
  present: () => Promise<readonly TaskAddress[]>,
): Promise<readonly Finding[]> {
  const before = await present();
  const addresses = before.filter(({ lasting }) => lasting).map(({ address }) => address);
  const call = { ...(port === undefined ? {} : { port }), ...(path === undefined ? {} : { path }) };
  const { node, report, problem } = await ask({ host: name, each: true, addresses, timeoutMs, ...call });
  if (problem !== undefined) return [problem];
  const after = await present();
  const expected = { timeoutMs, ...(path === undefined ? {} : { answer: wanted }) };
  return judgeAddresses({ name, node, before, after, wanted: expected }, report);
}

/** A node that is down is found once a network. */
function distinct(findings: readonly Finding[]): readonly Finding[] {
  return [...new Map(findings.map((finding) => [finding.words, finding])).values()];
}
