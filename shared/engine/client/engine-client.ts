import type { Engine } from '../engine.ts';
import { type CallsOptions, engineCalls } from './calls.ts';
import { configApi } from './configs.ts';
import { containerApi } from './containers.ts';
import { eventApi } from './events.ts';
import { imageApi } from './images.ts';
import { engineInfo } from './info.ts';
import { logApi } from './logs.ts';
import { networkApi } from './networks.ts';
import { nodeApi } from './nodes.ts';
import { secretApi } from './secrets.ts';
import { serviceApi } from './services.ts';
import { taskApi } from './tasks.ts';

export function engineClient(options: CallsOptions): Engine {
  const calls = engineCalls(options);
  return {
    apiVersion: options.apiVersion,
    info: engineInfo(calls),
    services: serviceApi(calls),
    tasks: taskApi(calls),
    nodes: nodeApi(calls),
    networks: networkApi(calls),
    configs: configApi(calls),
    secrets: secretApi(calls),
    images: imageApi(calls),
    events: eventApi(calls),
    logs: logApi(calls),
    containers: containerApi(calls),
  };
}
