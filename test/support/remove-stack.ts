import { callEngine } from '../cluster/engine-call.ts';
import { readStackState } from './stack-state.ts';

/** Ends the services of a stack: one that crashes for ever takes the machine away from the tests after it. */
export async function removeStack(socketPath: string, stack: string): Promise<void> {
  const { services } = await readStackState(socketPath, stack);
  await Promise.all(
    services.map(({ ID }) => callEngine<unknown>({ socketPath, method: 'DELETE', path: `/services/${ID}` })),
  );
}
