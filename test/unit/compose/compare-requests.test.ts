import { expect, it } from 'vitest';
import { compareRequests } from '../../conformance/compare-requests.ts';
import type { Requests } from '../../conformance/conformance-case.ts';

function service(container: unknown): Requests {
  return { networks: {}, configs: {}, secrets: {}, services: { demo_web: { ContainerSpec: container } } };
}

it('sees values, absences and the order of lists', () => {
  const docker = service({ Env: ['A', 'B'], Init: false, TTY: true });
  const ours = service({ Env: ['B', 'A'], TTY: false, User: '' });
  expect(compareRequests(docker, ours)).toEqual([
    { path: 'services.demo_web.ContainerSpec.Env[0]', docker: 'A', ours: 'B' },
    { path: 'services.demo_web.ContainerSpec.Env[1]', docker: 'B', ours: 'A' },
    { path: 'services.demo_web.ContainerSpec.Init', docker: false, ours: undefined },
    { path: 'services.demo_web.ContainerSpec.TTY', docker: true, ours: false },
    { path: 'services.demo_web.ContainerSpec.User', docker: undefined, ours: '' },
  ]);
});

it('passes over ids, and over the order of references to one object only', () => {
  const reference = (name: string, target: string): unknown => ({
    ConfigName: name,
    ConfigID: `id-${name}`,
    File: { Name: target },
  });
  const docker = service({ Configs: [reference('a', '/1'), reference('a', '/2'), reference('b', '/3')] });
  const same = service({
    Configs: [
      { ConfigName: 'a', File: { Name: '/2' } },
      { ConfigName: 'a', File: { Name: '/1' } },
      reference('b', '/3'),
    ],
  });
  const swapped = service({ Configs: [reference('b', '/3'), reference('a', '/1'), reference('a', '/2')] });
  expect(compareRequests(docker, same)).toEqual([]);
  expect(compareRequests(docker, swapped)).not.toEqual([]);
});
