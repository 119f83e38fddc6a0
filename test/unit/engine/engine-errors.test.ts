import { describe, expect, it } from 'vitest';
import {
  engineRefusal,
  isNameConflict,
  isNotFound,
  isOutOfSequence,
  isUncertainWrite,
  UncertainWriteError,
} from '../../../shared/engine/engine-errors.ts';
import { EngineError } from '../../../shared/errors/engine-error.ts';

interface Refusal {
  readonly name: string;
  readonly purpose: string;
  readonly method?: 'GET' | 'POST';
  readonly status: number;
  readonly words: string;
  readonly message: string;
  readonly hint: string;
}

/** The words are those of engine 20.10.24, except where said. */
const refusals: readonly Refusal[] = [
  {
    name: 'a worker',
    purpose: 'list services',
    status: 503,
    words:
      "This node is not a swarm manager. Worker nodes can't be used to view or modify cluster state. Please run this command on a manager node or promote the current node to a manager.",
    message:
      "Cannot list services: This node is not a swarm manager. Worker nodes can't be used to view or modify cluster state. Please run this command on a manager node or promote the current node to a manager.",
    hint: 'This engine is a worker. Set `host` to a manager of the same swarm; `docker node ls` on a manager lists them.',
  },
  {
    name: 'a worker asked for a network',
    purpose: 'create network shop_front',
    status: 403,
    words:
      'Cannot create a multi-host network from a worker node. Please create the network from a manager node.',
    message:
      'Cannot create network shop_front: Cannot create a multi-host network from a worker node. Please create the network from a manager node.',
    hint: 'This engine is a worker. Set `host` to a manager of the same swarm; `docker node ls` on a manager lists them.',
  },
  {
    name: 'a worker of 28.5 asked for a network',
    purpose: 'create network shop_front',
    status: 403,
    words:
      'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.',
    message:
      'Cannot create network shop_front: This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.',
    hint: 'This engine is a worker, or in no swarm at all. Set `host` to a manager; `docker node ls` on one lists them all.',
  },
  {
    name: 'no swarm',
    purpose: 'list services',
    status: 503,
    words:
      'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.',
    message:
      'Cannot list services: This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.',
    hint: 'This engine is in no swarm. Set `host` to a manager, or make this engine one with `docker swarm init`. (A manager that is just being stopped says the same: then run again.)',
  },
  {
    name: 'no swarm, asked for a network',
    purpose: 'create network shop_front',
    status: 403,
    words: 'cannot create a swarm scoped network when swarm is not active',
    message:
      'Cannot create network shop_front: cannot create a swarm scoped network when swarm is not active',
    hint: 'This engine is in no swarm. Set `host` to a manager, or make this engine one with `docker swarm init`. (A manager that is just being stopped says the same: then run again.)',
  },
  {
    name: 'a locked swarm',
    purpose: 'list services',
    status: 503,
    words:
      'Swarm is encrypted and needs to be unlocked before it can be used. Please use "docker swarm unlock" to unlock it.',
    message:
      'Cannot list services: Swarm is encrypted and needs to be unlocked before it can be used. Please use "docker swarm unlock" to unlock it.',
    hint: 'Run `docker swarm unlock` on this manager and enter its key (`docker swarm unlock-key` on another manager shows it), then run again.',
  },
  {
    name: 'a lost quorum, first',
    purpose: 'create config shop.lease',
    method: 'POST',
    status: 500,
    words: 'rpc error: code = DeadlineExceeded desc = context deadline exceeded',
    message:
      'Cannot create config shop.lease: context deadline exceeded. It is unknown whether the write was carried out.',
    hint: 'More than half of the managers must be online to agree on anything. Start the missing ones (`docker info` on a manager shows what is wrong); the swarm then goes on by itself.',
  },
  {
    name: 'a lost quorum, later',
    purpose: 'list services',
    status: 500,
    words:
      "rpc error: code = Unknown desc = The swarm does not have a leader. It's possible that too few managers are online. Make sure more than half of the managers are online.",
    message:
      "Cannot list services: The swarm does not have a leader. It's possible that too few managers are online. Make sure more than half of the managers are online.",
    hint: 'More than half of the managers must be online to agree on anything. Start the missing ones (`docker info` on a manager shows what is wrong); the swarm then goes on by itself.',
  },
  {
    name: 'a leader that loses the others while it writes',
    purpose: 'create config shop.lease',
    method: 'POST',
    status: 500,
    words: 'rpc error: code = Unknown desc = raft: failed to process the request: node lost leader status',
    message:
      'Cannot create config shop.lease: raft: failed to process the request: node lost leader status. It is unknown whether the write was carried out.',
    hint: 'More than half of the managers must be online to agree on anything. Start the missing ones (`docker info` on a manager shows what is wrong); the swarm then goes on by itself.',
  },
  {
    name: 'a manager being prepared',
    purpose: 'list services',
    status: 503,
    words:
      'This node is not a swarm manager. Manager is being prepared or has trouble connecting to the cluster.',
    message:
      'Cannot list services: This node is not a swarm manager. Manager is being prepared or has trouble connecting to the cluster.',
    hint: 'The manager is starting or being promoted: run again in a few seconds. If it stays so, it cannot reach the other managers; check port 2377/tcp between them.',
  },
  {
    name: 'an outdated version',
    purpose: 'update service shop_web',
    status: 500,
    words: 'rpc error: code = Unknown desc = update out of sequence',
    message: 'Cannot update service shop_web: update out of sequence',
    hint: 'Somebody else changed it after it was read, and nothing was written. Run again: it is read anew first.',
  },
  {
    name: 'a taken service name',
    purpose: 'create service shop_web',
    status: 409,
    words:
      'rpc error: code = AlreadyExists desc = name conflicts with an existing object: service shop_web already exists',
    message:
      'Cannot create service shop_web: name conflicts with an existing object: service shop_web already exists',
    hint: 'The name is taken. Remove what has it, or use another name.',
  },
  {
    name: 'a config too large',
    purpose: 'create config shop_page',
    status: 400,
    words:
      'rpc error: code = InvalidArgument desc = config data must be larger than 0 and less than 1024000 bytes',
    message: 'Cannot create config shop_page: config data must be larger than 0 and less than 1024000 bytes',
    hint: 'The file is empty or too large to live in the swarm. Ship a large one in the image or on a volume.',
  },
  {
    name: 'a bad config name',
    purpose: 'create config shop page',
    status: 400,
    words:
      'rpc error: code = InvalidArgument desc = invalid name, only 64 [a-zA-Z0-9-_.] characters allowed, and the start and end character must be [a-zA-Z0-9]',
    message:
      'Cannot create config shop page: invalid name, only 64 [a-zA-Z0-9-_.] characters allowed, and the start and end character must be [a-zA-Z0-9]',
    hint: 'Give it a shorter name, or one without other characters; the name of the stack counts too.',
  },
  {
    name: 'changed content',
    purpose: 'update config shop_page',
    status: 400,
    words: 'rpc error: code = InvalidArgument desc = only updates to Labels are allowed',
    message: 'Cannot update config shop_page: only updates to Labels are allowed',
    hint: 'The content of a config or secret never changes. Create another one under a new name and let the service use that.',
  },
  {
    name: 'a port in use',
    purpose: 'create service shop_web',
    status: 400,
    words:
      "rpc error: code = InvalidArgument desc = port '8092' is already in use by service 'blog_web' (xtt2tnxoly9s4vmpu0qukz26r) as an ingress port",
    message:
      "Cannot create service shop_web: port '8092' is already in use by service 'blog_web' (xtt2tnxoly9s4vmpu0qukz26r) as an ingress port",
    hint: 'Another service publishes this port. Change `published` in the stack file, or remove that service.',
  },
  {
    name: 'another mode',
    purpose: 'update service shop_web',
    status: 501,
    words: 'rpc error: code = Unimplemented desc = service mode change is not allowed',
    message: 'Cannot update service shop_web: service mode change is not allowed',
    hint: 'A service cannot change its mode in place. Remove the service first, or give it another name.',
  },
  {
    name: 'another name',
    purpose: 'update service shop_web',
    status: 501,
    words: 'rpc error: code = Unimplemented desc = renaming services is not supported',
    message: 'Cannot update service shop_web: renaming services is not supported',
    hint: 'A service keeps its name for life. Create one with the new name and remove the old one.',
  },
  {
    name: 'an ingress port without a virtual address',
    purpose: 'create service shop_web',
    status: 400,
    words:
      "rpc error: code = InvalidArgument desc = EndpointSpec: port published with ingress mode can't be used with dnsrr mode",
    message:
      "Cannot create service shop_web: EndpointSpec: port published with ingress mode can't be used with dnsrr mode",
    hint: 'Publish the port with `mode: host`, or use `endpoint_mode: vip`.',
  },
  {
    name: 'a config that is missing',
    purpose: 'create service shop_web',
    status: 400,
    words: 'rpc error: code = InvalidArgument desc = config not found: shop_page',
    message: 'Cannot create service shop_web: config not found: shop_page',
    hint: 'The service names an object the swarm does not have. Create it first, or correct the name.',
  },
  {
    name: 'a network that is missing',
    purpose: 'create service shop_web',
    status: 500,
    words: 'network shop_front not found',
    message: 'Cannot create service shop_web: network shop_front not found',
    hint: 'The service names a network the swarm does not have. Create it first, or correct the name.',
  },
  {
    name: 'a network in use',
    purpose: 'remove network shop_front',
    status: 400,
    words:
      'rpc error: code = FailedPrecondition desc = network gwdupk18wlgx3isz79xo9il5v is in use by service zghq3h29zb4y9e9656rc9pzz5',
    message:
      'Cannot remove network shop_front: network gwdupk18wlgx3isz79xo9il5v is in use by service zghq3h29zb4y9e9656rc9pzz5',
    hint: 'What is named there still uses it. Tasks of a service just removed let go after a few seconds: run again then.',
  },
  {
    name: 'a missing network driver',
    purpose: 'create network shop_front',
    status: 404,
    words: 'plugin "weave" not found',
    message: 'Cannot create network shop_front: plugin "weave" not found',
    hint: 'Install that plugin on every node, or choose another driver in the stack file.',
  },
  {
    name: 'something that is gone',
    purpose: 'remove service shop_web',
    status: 404,
    words: 'service shop_web not found',
    message: 'Cannot remove service shop_web: service shop_web not found',
    hint: 'It was removed in the meantime, or the name is wrong.',
  },
  {
    name: 'a value the engine does not take',
    purpose: 'create service shop_web',
    status: 400,
    words: 'rpc error: code = InvalidArgument desc = ContainerSpec: image reference must be provided',
    message: 'Cannot create service shop_web: ContainerSpec: image reference must be provided',
    hint: 'The engine takes no such value. Its words name it: change it in the stack file.',
  },
  {
    name: 'a registry out of reach',
    purpose: 'find image registry:5000/app:1 in its registry',
    status: 500,
    words: 'Get "http://registry:5000/v2/": dial tcp 10.0.0.1:5000: connect: connection refused',
    message:
      'Cannot find image registry:5000/app:1 in its registry: Get "http://registry:5000/v2/": dial tcp 10.0.0.1:5000: connect: connection refused',
    hint: 'The manager asks the registry itself and cannot talk to it. Check the name of the registry, and its address, network and certificate as the manager sees them.',
  },
  {
    name: 'a registry that wants a login',
    purpose: 'find image registry:5000/app:1 in its registry',
    status: 500,
    words: 'Head "http://registry:5000/v2/app/manifests/1": no basic auth credentials',
    message:
      'Cannot find image registry:5000/app:1 in its registry: Head "http://registry:5000/v2/app/manifests/1": no basic auth credentials',
    hint: 'The registry wants a login that may read this image; check the credentials and the name of the image.',
  },
  {
    name: 'a tag the registry does not have',
    purpose: 'find image registry:5000/app:nope in its registry',
    status: 404,
    words: 'manifest unknown: manifest unknown',
    message: 'Cannot find image registry:5000/app:nope in its registry: manifest unknown: manifest unknown',
    hint: 'The registry does not have this image or tag. Push it first, or correct the name.',
  },
  {
    name: 'an engine that does not know the call',
    purpose: 'list configs',
    status: 404,
    words: 'page not found',
    message: 'Cannot list configs: page not found',
    hint: 'What answers there does not know this call. It takes Docker Engine 20.10 or newer, without a proxy that leaves out calls.',
  },
];

describe('engineRefusal', () => {
  const listNodes = { purpose: 'list nodes', method: 'GET' } as const;

  it.each(refusals)('explains $name', ({ purpose, method = 'GET', status, words, message, hint }) => {
    const error = engineRefusal({ purpose, method }, status, words);
    expect({ message: error.message, hint: error.hint, status: error.status }).toEqual({
      message,
      hint,
      status,
    });
  });

  it('keeps what a code adds to its description', () => {
    const words = 'rpc error: code = Unavailable desc = all SubConns are in TransientFailure';
    expect(engineRefusal(listNodes, 503, words).message).toBe(
      'Cannot list nodes: unavailable: all SubConns are in TransientFailure',
    );
  });

  it('unwraps an error passed on by another manager', () => {
    const words = 'rpc error: code = Unknown desc = rpc error: code = Unknown desc = raft: stopped';
    const error = engineRefusal(listNodes, 500, words);
    expect(error.message).toBe('Cannot list nodes: raft: stopped');
    expect(error.hint).toBeUndefined();
  });

  it('says the status when there are no words', () => {
    expect(engineRefusal(listNodes, 502, ' \n').message).toBe('Cannot list nodes: HTTP status 502');
  });
});

describe('what an error means', () => {
  const outOfSequence = engineRefusal(
    { purpose: 'update x', method: 'POST' },
    500,
    'rpc error: code = Unknown desc = update out of sequence',
  );
  const notFound = engineRefusal({ purpose: 'remove x', method: 'POST' }, 404, 'config x not found');
  const conflict = engineRefusal(
    { purpose: 'create x', method: 'POST' },
    409,
    'rpc error: code = AlreadyExists desc = config x already exists',
  );
  const uncertain = new UncertainWriteError('Cannot create x: the connection was lost');
  const errors = [outOfSequence, notFound, conflict, uncertain, new Error('update out of sequence')];

  it.each([
    { name: 'isOutOfSequence', predicate: isOutOfSequence, only: outOfSequence },
    { name: 'isNotFound', predicate: isNotFound, only: notFound },
    { name: 'isNameConflict', predicate: isNameConflict, only: conflict },
    { name: 'isUncertainWrite', predicate: isUncertainWrite, only: uncertain },
  ])('$name is true for its own error only', ({ predicate, only }) => {
    expect(errors.filter(predicate)).toEqual([only]);
  });

  it.each([
    'rpc error: code = DeadlineExceeded desc = context deadline exceeded',
    'rpc error: code = Unavailable desc = transport is closing',
    'rpc error: code = Unknown desc = raft: failed to process the request: node lost leader status',
  ])('is uncertain about a write, not about a read, after: %s', (words) => {
    const refusals = (['POST', 'DELETE', 'GET'] as const).map((method) =>
      engineRefusal({ purpose: 'handle x', method }, 500, words),
    );
    expect(refusals.map(isUncertainWrite)).toEqual([true, true, false]);
  });

  it('takes another conflict than that of a name for none', () => {
    expect(isNameConflict(engineRefusal({ purpose: 'remove x', method: 'POST' }, 409, 'x is busy'))).toBe(
      false,
    );
  });

  it('makes an uncertain write an EngineError', () => {
    expect(uncertain).toBeInstanceOf(EngineError);
  });
});
