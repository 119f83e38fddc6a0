import type { IncomingMessage } from 'node:http';
import type Docker from 'dockerode';
import { engineRefusal } from '../engine-errors.ts';
import { bestCommonVersion, engineTooOld, firstApiVersion, versionAskedFor } from './api-version.ts';
import { dial, type EngineRequest } from './dial.ts';
import { refusalWords } from './reply-body.ts';

/** Resolves with the head of a good reply; rejects with the engine's refusal or the connection's own error. */
export type Send = (request: EngineRequest, signal: AbortSignal) => Promise<IncomingMessage>;

/** How requests reach an engine, and the API version they are sent in. */
export interface Sender {
  readonly send: Send;
  apiVersion(): string;
}

/**
 * Begins with API 1.41, which engines 20.10 to 28 take, and goes on with the newest version both sides know as soon
 * as a reply has told the engine's: in an older one the engine drops the fields that came later, without a word.
 * This costs no call. A request refused for its version was not looked at any further, so that even a write may be
 * sent again in the version the engine asks for.
 */
export function sendTo(dockerSpeaking: (version: string) => Docker): Sender {
  let version = firstApiVersion;
  let docker = dockerSpeaking(version);
  const speak = (wanted: string): void => {
    if (wanted === version) return;
    version = wanted;
    docker = dockerSpeaking(wanted);
  };
  const send: Send = async (request, signal) => {
    const spoken = version;
    const reply = await dial(docker, request, signal);
    const status = reply.statusCode ?? 0;
    if (status < 400) {
      speak(bestCommonVersion(reply.headers['api-version']) ?? version);
      return reply;
    }
    const words = await refusalWords(reply);
    const wanted = versionAskedFor(status, words);
    if (wanted === undefined || wanted === spoken) {
      throw engineTooOld(status, words) ?? engineRefusal(request, status, words);
    }
    speak(wanted);
    return send(request, signal);
  };
  return { send, apiVersion: () => version };
}
