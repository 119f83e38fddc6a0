import { onTestFinished } from 'vitest';
import { connectEngine, type EngineConnection } from '../../shared/engine/connect.ts';
import type { ConfigSpec } from '../../shared/engine/specs.ts';
import { EngineError } from '../../shared/errors/engine-error.ts';

export interface LoggedConnection extends EngineConnection {
  /** What the client said in the step's log. */
  readonly lines: readonly string[];
}

/** A client of one engine, closed when the test is finished. */
export async function connectTo(socketPath: string, callTimeoutMs?: number): Promise<LoggedConnection> {
  const lines: string[] = [];
  const connection = await connectEngine({
    address: { kind: 'unix', socketPath },
    ssh: {},
    log: { info: (line) => lines.push(line), debug: () => undefined },
    ...(callTimeoutMs === undefined ? {} : { callTimeoutMs }),
  });
  onTestFinished(() => connection.close());
  return { ...connection, lines };
}

/** The EngineError a call must reject with. */
export async function engineErrorOf(call: Promise<unknown>): Promise<EngineError> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof EngineError) return error;
  throw new Error('The call must fail with an EngineError', { cause: error });
}

/** A config of so many bytes. */
export function configSpec(name: string, bytes = 10): ConfigSpec {
  return { Name: name, Labels: {}, Data: Buffer.alloc(bytes, 'x').toString('base64') };
}
