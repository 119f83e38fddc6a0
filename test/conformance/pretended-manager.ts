import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Body, Requests } from './conformance-case.ts';

/** Old enough that the CLI sends everything a 20.10 engine would be sent. */
const API_VERSION = '1.41';

type Kind = keyof Requests;

export interface PretendedManager {
  /** The bodies of all that was made so far. */
  readonly requests: () => Requests;
  readonly stop: () => Promise<void>;
}

/**
 * Answers the docker CLI on a Unix socket as a Swarm manager that is empty at first and takes everything. It checks
 * nothing: what matters is what it is asked.
 */
export async function pretendManager(socketPath: string): Promise<PretendedManager> {
  const made: Record<Kind, Record<string, Body>> = { networks: {}, configs: {}, secrets: {}, services: {} };
  const server = createServer((request, response) => {
    answer(request, made).then(
      ({ status, body }) => send(response, status, body),
      (error: unknown) => send(response, 500, { message: String(error) }),
    );
  });
  server.listen(socketPath);
  await once(server, 'listening');
  return {
    requests: () => made,
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

async function answer(request: IncomingMessage, made: Record<Kind, Record<string, Body>>): Promise<Answer> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://engine');
  const [kind = '', name] = pathname
    .replace(/^\/v\d+\.\d+/, '')
    .split('/')
    .slice(1);
  if (kind === '_ping') return { status: 200, body: 'OK' };
  if (kind === 'info') {
    const swarm = { NodeID: 'node', LocalNodeState: 'active', ControlAvailable: true };
    return { status: 200, body: { ID: 'engine', OSType: 'linux', Swarm: swarm } };
  }
  if (!isKind(kind)) return { status: 404, body: { message: `nothing is known of ${pathname}` } };
  if (request.method === 'POST' && name === 'create') {
    const body = JSON.parse(await text(request)) as Body & { readonly Name: string };
    made[kind][body.Name] = body;
    return { status: 201, body: { [kind === 'networks' ? 'Id' : 'ID']: idOf(kind, body.Name) } };
  }
  if (name === undefined) return { status: 200, body: list(kind, made[kind], searchParams.get('filters')) };
  return { status: 404, body: { message: `${kind.slice(0, -1)} ${name} not found` } };
}

function isKind(word: string): word is Kind {
  return ['networks', 'configs', 'secrets', 'services'].includes(word);
}

function idOf(kind: Kind, name: string): string {
  return `${kind.slice(0, -1)}-id-${name}`;
}

/** Before it makes services the CLI looks their configs and secrets up by name; every other list is of what was there. */
function list(kind: Kind, made: Readonly<Record<string, Body>>, filters: string | null): readonly unknown[] {
  const { name = {} } = JSON.parse(filters ?? '{}') as { name?: Readonly<Record<string, boolean>> };
  return Object.entries(made)
    .filter(([known]) => known in name)
    .map(([known, Spec]) => ({ ID: idOf(kind, known), Version: { Index: 10 }, Spec }));
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, {
    'Api-Version': API_VERSION,
    OSType: 'linux',
    'Content-Type': 'application/json',
  });
  response.end(JSON.stringify(body));
}
