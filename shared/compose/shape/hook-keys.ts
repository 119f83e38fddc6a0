import { boolean, duration, empty, mapping, text, textOrNumber, textOrTexts } from './scalars.ts';
import { either, keys, list, type Shape } from './shape.ts';

const command = either(text, list(text), empty);

/** An item of `x-swarm-delivery.hooks.pre` or `.post`. */
export const HOOK: Shape = keys(
  {
    service: text,
    name: text,
    command,
    entrypoint: command,
    image: text,
    user: textOrNumber,
    environment: mapping,
    timeout: duration,
    'keep-on-failure': boolean,
    'if-changed': textOrTexts,
    'if-present': textOrTexts,
  },
  {
    required: ['service'],
    elsewhere: (key) =>
      ['networks', 'configs', 'secrets', 'volumes', 'deploy', 'working_dir'].includes(key)
        ? 'A hook has those of its service; name one that has what it needs.'
        : undefined,
  },
);
