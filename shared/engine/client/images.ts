import type { ImageApi } from '../engine.ts';
import type { Calls } from './calls.ts';

interface DistributionReply {
  readonly Descriptor: { readonly digest: string };
}

export function imageApi(calls: Calls): ImageApi {
  return {
    distribution: async (reference, timeoutMs) => {
      const reply = await calls.read<DistributionReply>({
        purpose: `find image ${reference} in its registry`,
        path: `/distribution/${reference.split('/').map(encodeURIComponent).join('/')}/json`,
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
      });
      return { digest: reply.Descriptor.digest };
    },
  };
}
