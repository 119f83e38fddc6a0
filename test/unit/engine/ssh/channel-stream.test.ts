import { PassThrough } from 'node:stream';
import { inspect } from 'node:util';
import type { ClientChannel } from 'ssh2';
import { describe, expect, it } from 'vitest';
import { ChannelAgent } from '../../../../shared/engine/ssh/channel-agent.ts';
import { ChannelStream, type EngineChannel } from '../../../../shared/engine/ssh/channel-stream.ts';

/** An engine channel that echoes, the way to break it, and whether it was closed. */
function echo() {
  const channel = Object.assign(new PassThrough(), { close: () => channel.destroy() });
  let lose: (error: Error) => void = () => {};
  const engineChannel: EngineChannel = {
    channel: channel as unknown as ClientChannel,
    ended: new Promise((resolve) => channel.once('end', () => resolve(undefined))),
    onLost: (listener) => {
      lose = listener;
      return () => {};
    },
  };
  return { channel, engineChannel, lose: (error: Error) => lose(error) };
}

describe('ChannelStream', () => {
  it('can be written to before its channel is open', async () => {
    const { engineChannel } = echo();
    const opening = Promise.withResolvers<EngineChannel>();
    const stream = new ChannelStream(() => opening.promise);
    stream.end('hello');
    opening.resolve(engineChannel);
    expect(Buffer.concat(await stream.toArray()).toString()).toBe('hello');
  });

  it('fails with the reason when its channel cannot be opened', async () => {
    const stream = new ChannelStream(() => Promise.reject(new Error('refused')));
    stream.write('hello');
    await expect(stream.toArray()).rejects.toThrow('refused');
  });

  it('fails when the connection is lost', async () => {
    const { engineChannel, lose } = echo();
    const stream = new ChannelStream(() => Promise.resolve(engineChannel));
    const reading = stream.toArray();
    await new Promise((resolve) => stream.write('hello', resolve));
    lose(new Error('lost'));
    await expect(reading).rejects.toThrow('lost');
  });

  it('can be destroyed before its channel is open, and closes that once it is', async () => {
    const { channel, engineChannel } = echo();
    const opening = Promise.withResolvers<EngineChannel>();
    const stream = new ChannelStream(() => opening.promise);
    const closed = new Promise((resolve) => stream.once('close', resolve));
    stream.destroy();
    await closed;
    opening.resolve(engineChannel);
    await expect.poll(() => channel.destroyed).toBe(true);
  });

  it('notices the end of the other side while nobody reads', async () => {
    const { channel, engineChannel } = echo();
    const stream = new ChannelStream(() => Promise.resolve(engineChannel));
    const closed = new Promise((resolve) => stream.once('close', resolve));
    await new Promise((resolve) => setImmediate(resolve));
    channel.end();
    await closed;
    expect(stream.destroyed).toBe(true);
  });

  it('tells when nothing has moved for a while', async () => {
    const { engineChannel } = echo();
    const stream = new ChannelStream(() => Promise.resolve(engineChannel));
    const timedOut = new Promise((resolve) => stream.setTimeout(20, () => resolve('timeout')));
    expect(stream.timeout).toBe(20);
    // The timer alone keeps no process alive.
    const keepAlive = setTimeout(() => {}, 5000);
    expect(await timedOut).toBe('timeout');
    clearTimeout(keepAlive);
    stream.destroy();
  });
});

describe('ChannelAgent', () => {
  it('pools all requests together and shows nothing of itself, because every request inspects it', () => {
    const { engineChannel } = echo();
    const stream = new ChannelStream(() => Promise.resolve(engineChannel));
    const agent = new ChannelAgent(() => stream);
    agent.limit(8);
    expect([agent.maxSockets, agent.maxFreeSockets]).toEqual([8, 8]);
    expect(agent.getName()).toBe('engine');
    expect(inspect({ agent, stream }, { depth: null, showHidden: true })).toBe(
      '{ agent: ChannelAgent, stream: ChannelStream }',
    );
  });
});
