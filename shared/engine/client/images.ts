import type { ImageApi } from '../engine.ts';
import type { Platform } from '../specs.ts';
import type { Calls } from './calls.ts';

interface DistributionReply {
  readonly Descriptor: { readonly digest: string };
  readonly Platforms: readonly { readonly architecture?: string; readonly os?: string }[] | null;
}

export function imageApi(calls: Calls): ImageApi {
  return {
    distribution: async (reference, timeoutMs, registryAuth) => {
      const reply = await calls.read<DistributionReply>({
        purpose: `find image ${reference} in its registry`,
        path: `/distribution/${reference.split('/').map(encodeURIComponent).join('/')}/json`,
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
        ...(registryAuth === undefined ? {} : { registryAuth }),
      });
      return { digest: reply.Descriptor.digest, platforms: (reply.Platforms ?? []).map(platformOf) };
    },
  };
}

/** Field names as in a service's spec, which writes them otherwise than a registry. */
function platformOf({
  architecture,
  os,
}: {
  readonly architecture?: string;
  readonly os?: string;
}): Platform {
  return {
    ...(architecture === undefined ? {} : { Architecture: architecture }),
    ...(os === undefined ? {} : { OS: os }),
  };
}
