import { EngineError } from '../../errors/engine-error.ts';
import { isAtLeast } from '../api-version-order.ts';

/** Engines 20.10 to 28 take it; from 29 on the oldest version taken is 1.44, which the engine then names. */
export const firstApiVersion = '1.41';

/** The newest version whose service specs we know, that of engine 28.5. */
const newestKnownVersion = '1.51';

/** The newest version that both sides know, from the `Api-Version` every reply carries; undefined without it. */
export function bestCommonVersion(offered: string | string[] | undefined): string | undefined {
  if (typeof offered !== 'string' || !/^1\.\d+$/.test(offered)) return undefined;
  return isAtLeast(offered, newestKnownVersion) ? newestKnownVersion : offered;
}

/** The version an engine asks for instead when ours is too old for it; undefined for any other reply. */
export function versionAskedFor(status: number, words: string): string | undefined {
  if (status !== 400) return undefined;
  return /client version \S+ is too old\. Minimum supported API version is (\d+\.\d+)/.exec(words)?.[1];
}

/** The error for an engine older than we can work with; undefined for any other reply. */
export function engineTooOld(status: number, words: string): EngineError | undefined {
  const newest = /client version \S+ is too new\. Maximum supported API version is (\d+\.\d+)/.exec(
    words,
  )?.[1];
  if (status !== 400 || newest === undefined) return undefined;
  return new EngineError(`The engine is too old: ${words.trim()}`, {
    status,
    hint: `It speaks API ${newest} and ${firstApiVersion} is needed: update it to Docker Engine 20.10 or newer.`,
  });
}
