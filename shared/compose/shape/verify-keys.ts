import { asText } from '../document/values.ts';
import { boolean, duration, integer, text, textOrTexts } from './scalars.ts';
import { either, keys, list, type ScalarShape, type Shape } from './shape.ts';

const status = either(integer(100, 599), text);

const force: ScalarShape = {
  kind: 'scalar',
  expected: 'force',
  accepts: (node) => asText(node) === 'force',
};

const MEANT: ReadonlyMap<string, string> = new Map([
  ['https', 'A probe inside the swarm speaks no TLS; check it from the runner, with url: https://...'],
  ['status', 'Write the status that is wanted as expect: 200.'],
  ['latency', 'Write how long an answer may take as within: 500ms.'],
  ['attempts', 'Write retries, which does not count the first attempt.'],
]);

/** An item of `x-swarm-delivery.verify`: the keys of all kinds of checks. Which of them go together is read later. */
export const CHECK: Shape = keys(
  {
    http: text,
    tcp: text,
    dns: text,
    command: either(text, list(text)),
    url: text,
    name: text,
    service: text,
    port: integer(1, 65_535),
    path: text,
    expect: either(status, list(status)),
    body: text,
    within: duration,
    from: textOrTexts,
    networks: textOrTexts,
    repair: force,
    redirects: boolean,
    retries: integer(0, 1_000),
    interval: duration,
    timeout: duration,
  },
  { elsewhere: (key) => MEANT.get(key) },
);
