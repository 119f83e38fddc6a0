import type { Check } from '../../compose/delivery/check.ts';
import type { Finding, FindingKind } from './finding.ts';

const ADVICE: Readonly<Record<FindingKind, string>> = {
  stale:
    'Look at the node that is named: the nodes must reach each other on 7946 and 4789/udp. New tasks get new addresses: repair: force starts them anew.',
  missing:
    'Look at the node that is named: the nodes must reach each other on 7946 and 4789/udp. New tasks get new addresses: repair: force starts them anew.',
  silent:
    'The log of the service says what it waits for (docker service logs); raise the timeout of the check if it only needs longer.',
  unreachable:
    'Compare the port with the one that the program listens on, and let it listen on all addresses, not on 127.0.0.1 alone.',
  'wrong-answer':
    'The log of the service may say why (docker service logs). If the answer is right, change what the check wants.',
  exit: 'Mend what its last lines above say.',
  'not-probed':
    'Every node that probes must get the probe image and have room for a small task; this says nothing of the service itself.',
  unchecked: 'Bring the node back.',
};

/** What a person should do next about a check that failed, by the first thing it found. */
export function checkAdvice(check: Check, { kind, words }: Pick<Finding, 'kind' | 'words'>): string {
  if (kind !== 'unreachable') return ADVICE[kind];
  if (check.kind === 'url')
    return 'Look at what stands between the runner and the service: the name, the port that is published, a firewall, the certificate.';
  if (/gives no address/.test(words))
    return 'The name must be that of a service, or an alias, on a network that the probe joins: compare it, and the networks of the check.';
  return ADVICE[kind];
}
