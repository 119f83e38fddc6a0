import { describe, expect, it } from 'vitest';
import { configSpec, connectTo, engineErrorOf } from '../support/engine-client.ts';
import { engineOfFile } from '../support/engine-of-file.ts';

const engineUnderTest = engineOfFile();

/** What the reader of stack files refuses beforehand, because the engine does so halfway through a deployment. */
describe('the engine', () => {
  it('takes configs and secrets up to the size the reader allows, and no larger or empty ones', async () => {
    const { engine } = await connectTo(engineUnderTest.socketPath);
    for (const [api, limit] of [
      [engine.configs, 1_024_000],
      [engine.secrets, 512_000],
    ] as const) {
      expect((await api.create(configSpec('largest', limit - 1))).ID).not.toBe('');
      const tooLarge = await engineErrorOf(api.create(configSpec('larger', limit)));
      expect(tooLarge.message).toMatch(new RegExp(`larger than 0 and less than ${limit} bytes`));
      const empty = await engineErrorOf(api.create(configSpec('empty', 0)));
      expect(empty.message).toMatch(new RegExp(`larger than 0 and less than ${limit} bytes`));
    }
  });

  it('refuses a port of the routing mesh to a service in mode dnsrr', async () => {
    const { engine } = await connectTo(engineUnderTest.socketPath);
    const EndpointSpec = { Mode: 'dnsrr', Ports: [{ TargetPort: 80, PublishedPort: 8080 }] };
    const TaskTemplate = { ContainerSpec: { Image: 'localhost:1/app:1' } };
    const spec = { Name: 'web', Labels: {}, TaskTemplate, Mode: { Replicated: {} }, EndpointSpec };
    const refusal = await engineErrorOf(engine.services.create(spec));
    expect(refusal.message).toMatch(/published with ingress mode can't be used with dnsrr mode/);
  });
});
