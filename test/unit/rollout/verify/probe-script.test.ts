import { describe, expect, it } from 'vitest';
import { PROBE_SCRIPT, probeCommand } from '../../../../shared/rollout/verify/probe-script.ts';
import { probeSpec } from '../../../../shared/rollout/verify/probe-spec.ts';
import { node } from '../../../support/swarm-objects.ts';

const question = { host: 'web', each: false, addresses: [], port: 8080, timeoutMs: 1500 };
const place = { stack: 'shop', image: 'busybox', networks: ['shop_front'] };

describe('probeCommand', () => {
  it('hands what users write to the program as arguments, and rounds the time up', () => {
    const path = '/$(reboot)?a="b"';
    expect(probeCommand({ ...question, path })).toEqual([
      ...['sh', '-c', PROBE_SCRIPT, 'probe', 'one', '2', '16384', 'web', '8080'],
      `GET ${path} HTTP/1.1\r\nHost: web:8080\r\nUser-Agent: swarm-delivery-probe\r\nAccept: */*\r\nConnection: close\r\n\r\n`,
    ]);
  });

  it('leaves out what is not asked for', () => {
    const { port: _port, ...names } = { ...question, each: true, addresses: ['10.0.1.2'] };
    expect(probeCommand(names).slice(4)).toEqual(['each', '2', '4096', 'web', '', '', '10.0.1.2']);
    expect(probeCommand({ ...question, port: 80, path: '/' }).at(-1)).toContain('\r\nHost: web\r\n');
  });
});

describe('probeSpec', () => {
  it('is a plain service that runs once, on the node, on the networks, and can do little', () => {
    const {
      Name,
      Labels,
      Mode,
      TaskTemplate: spec,
    } = probeSpec(question, { ...place, node: node({ ID: 'n7' }) });
    expect(Name).toMatch(/^shop_probe-web-[0-9a-f]{10}$/);
    expect(Labels).toEqual({ 'com.docker.stack.namespace': 'shop', 'swarm-delivery.one-shot': 'probe' });
    expect(Mode).toEqual({ Replicated: { Replicas: 1 } });
    expect(spec).toMatchObject({
      ContainerSpec: { Image: 'busybox', User: '65534:65534', ReadOnly: true, CapabilityDrop: ['ALL'] },
      Placement: { Constraints: ['node.platform.os == linux', 'node.id == n7'] },
      LogDriver: { Name: 'json-file' },
      RestartPolicy: { Condition: 'none' },
      Networks: [{ Target: 'shop_front' }],
    });
  });

  it('never has the name of another', () => {
    expect(probeSpec(question, place).Name).not.toBe(probeSpec(question, place).Name);
  });
});
