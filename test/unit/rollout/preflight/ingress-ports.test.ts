import { describe, expect, it } from 'vitest';
import { ingressPorts } from '../../../../shared/rollout/preflight/ingress-ports.ts';
import { publishing, stackOf, told, wanted } from '../../../support/preflight-objects.ts';
import { currentStack, service } from '../../../support/swarm-objects.ts';

const web = (port: number, more = {}) => publishing({ TargetPort: 80, PublishedPort: port, ...more });

describe('ingressPorts', () => {
  it('finds a port that two services of the file publish, or one twice', () => {
    const stack = stackOf(
      wanted('a', {}, web(80)),
      wanted('b', {}, web(80, { Protocol: 'tcp', PublishMode: 'ingress' })),
      wanted('c', {}, publishing({ TargetPort: 1, PublishedPort: 81 }, { TargetPort: 2, PublishedPort: 81 })),
    );
    expect(told(ingressPorts(stack, currentStack()))).toEqual([
      'error b: the published port 80/tcp is published by a already.',
      'error c: the published port 81/tcp is published by the same service already.',
    ]);
  });

  it('lets protocols, host mode and ports that the engine chooses be', () => {
    const stack = stackOf(
      wanted('a', {}, web(80)),
      wanted('b', {}, web(80, { Protocol: 'udp' })),
      wanted('c', {}, publishing({ TargetPort: 80 }, { TargetPort: 81 })),
      wanted('d', {}, web(8080, { PublishMode: 'host' })),
      wanted('e', {}, web(8080, { PublishMode: 'host' })),
    );
    expect(ingressPorts(stack, currentStack())).toEqual([]);
  });

  it('finds a port of another stack, of a service that is left running, and one that the engine chose', () => {
    const other = service({ ID: 'x', Spec: wanted('x', {}, { Name: 'x_web', ...web(80) }) });
    const left = service({ ID: 'left', Spec: wanted('left', {}, web(81)) });
    const chosen = service({
      ID: 'y',
      Spec: wanted('y', {}, { Name: 'y_web', ...publishing({ TargetPort: 80 }) }),
      Endpoint: {
        Ports: [{ TargetPort: 80, PublishedPort: 30_000, Protocol: 'tcp', PublishMode: 'ingress' }],
      },
    });
    const itself = service({ ID: 'self', Spec: wanted('a', {}, web(80)) });
    const stack = stackOf(wanted('a', {}, web(80)), wanted('b', {}, web(81)), wanted('c', {}, web(30_000)));
    const current = currentStack({ services: [left, itself], otherServices: [other, chosen] });
    expect(told(ingressPorts(stack, current))).toEqual([
      'error a: the published port 80/tcp belongs to the service x_web.',
      'error b: the published port 81/tcp belongs to the service demo_left.',
      'error c: the published port 30000/tcp belongs to the service y_web.',
    ]);
  });

  it('warns of a port that moves from one service to another', () => {
    const current = currentStack({ services: [service({ Spec: wanted('a', {}, web(80)) })] });
    const moved = stackOf(wanted('a'), wanted('b', {}, web(80)));
    expect(told(ingressPorts(moved, current))).toEqual([
      'warning b: the published port 80/tcp moves here from a, and the engine refuses it until that has let it go.',
    ]);
    expect(ingressPorts(stackOf(wanted('a', {}, web(80)), wanted('b')), current)).toEqual([]);
  });

  it('finds an ingress port of a service without a virtual address', () => {
    const dnsrr = (PublishMode: string) => ({
      EndpointSpec: { Mode: 'dnsrr', Ports: [{ TargetPort: 80, PublishMode }] },
    });
    const stack = stackOf(wanted('a', {}, dnsrr('ingress')), wanted('b', {}, dnsrr('host')));
    expect(told(ingressPorts(stack, currentStack()))).toEqual([
      'error a: endpoint_mode dnsrr cannot publish a port (80) in mode ingress.',
    ]);
  });
});
