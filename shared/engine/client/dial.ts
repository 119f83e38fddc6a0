import { IncomingMessage, STATUS_CODES } from 'node:http';
import type Docker from 'dockerode';

/** One HTTP request to the engine. `path` comes without the API version and the query. */
export interface EngineRequest {
  /** Completes "Cannot ...", for messages. */
  readonly purpose: string;
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  /** Objects are sent as JSON. */
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: object;
  /** Sent as X-Registry-Auth, and never shown. */
  readonly registryAuth?: string;
}

/** With these the modem hands over every reply: the engine's words are read in one place, ours. */
const everyStatus = Object.fromEntries(Object.keys(STATUS_CODES).map((status) => [status, true]));

/**
 * Sends one request and resolves with the reply's head, whatever its status; the body is still to be read.
 * Asked for as a stream because the modem's own reader never ends when a connection dies within a body.
 */
export function dial(docker: Docker, request: EngineRequest, signal: AbortSignal): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  docker.modem.dial(
    {
      method: request.method,
      // The modem appends the query to a path that has a question mark, and sends none otherwise.
      path: `${request.path}?`,
      options: { _query: request.query ?? {}, _body: request.body },
      ...(request.registryAuth === undefined ? {} : { authconfig: { base64: request.registryAuth } }),
      statusCodes: everyStatus,
      isStream: true,
      abortSignal: signal,
    },
    (error, reply) => {
      if (reply instanceof IncomingMessage) resolve(reply);
      else reject(error);
    },
  );
  return promise;
}
