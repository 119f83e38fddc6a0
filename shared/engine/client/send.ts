import type { IncomingMessage } from 'node:http';
import type Docker from 'dockerode';
import { engineRefusal } from '../engine-errors.ts';
import { engineTooOld, firstApiVersion, versionAskedFor } from './api-version.ts';
import { dial, type EngineRequest } from './dial.ts';
import { refusalWords } from './reply-body.ts';

/** Resolves with the head of a good reply; rejects with the engine's refusal or the connection's own error. */
export type Send = (request: EngineRequest, signal: AbortSignal) => Promise<IncomingMessage>;

/**
 * Speaks API 1.41 until the engine asks for another version, which costs no call where it does not. A request
 * refused for its version was not looked at any further, so that even a write may be sent again in the other.
 */
export function sendTo(dockerSpeaking: (version: string) => Docker): Send {
  let version = firstApiVersion;
  let docker = dockerSpeaking(version);
  const send: Send = async (request, signal) => {
    const spoken = version;
    const reply = await dial(docker, request, signal);
    const status = reply.statusCode ?? 0;
    if (status < 400) return reply;
    const words = await refusalWords(reply);
    const wanted = versionAskedFor(status, words);
    if (wanted === undefined || wanted === spoken) {
      throw engineTooOld(status, words) ?? engineRefusal(request, status, words);
    }
    version = wanted;
    docker = dockerSpeaking(version);
    return send(request, signal);
  };
  return send;
}
