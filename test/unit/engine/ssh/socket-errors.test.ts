import { describe, expect, it } from 'vitest';
import { DialStdioFailure } from '../../../../shared/engine/ssh/engine-channels.ts';
import {
  explainDialStdioFailure,
  explainForeignAnswer,
  explainSocketGone,
  explainSocketProblem,
} from '../../../../shared/engine/ssh/socket-errors.ts';
import { parseProbeAnswer } from '../../../../shared/engine/ssh/socket-probe.ts';
import { wordsOf } from '../../../support/refusal.ts';

const target = { user: 'deploy', host: 'manager', port: 22 };
const COMMAND = 'docker system dial-stdio';

describe('parseProbeAnswer', () => {
  it.each([
    ['swarm-delivery-probe|missing|deploy|\n', { kind: 'missing', user: 'deploy' }],
    [
      'swarm-delivery-probe|missing|deploy|/run/user/1000/docker.sock\n',
      { kind: 'missing', user: 'deploy', rootlessSocket: '/run/user/1000/docker.sock' },
    ],
    ['Welcome!\nswarm-delivery-probe|not-a-socket\n', { kind: 'not-a-socket' }],
    [
      'swarm-delivery-probe|no-permission|deploy|deploy users|root|docker|660\n',
      {
        kind: 'no-permission',
        user: 'deploy',
        groups: 'deploy users',
        owner: 'root',
        group: 'docker',
        mode: '660',
      },
    ],
    ['swarm-delivery-probe|forbidden\n', { kind: 'forbidden' }],
    ['HTTP/1.1 400 Bad Request\r\n\r\n400 Bad Request', { kind: 'forbidden' }],
    ['', { kind: 'forbidden' }],
  ])('reads %j', (output, problem) => {
    expect(parseProbeAnswer(output)).toEqual(problem);
  });
});

describe('explainSocketProblem', () => {
  it('shows a rootless engine the way', () => {
    const problem = {
      kind: 'missing',
      user: 'deploy',
      rootlessSocket: '/run/user/1000/docker.sock',
    } as const;
    expect(wordsOf(explainSocketProblem(problem, target, '/var/run/docker.sock'))).toBe(
      'deploy@manager has no Docker socket at /var/run/docker.sock, as far as deploy can see. The user has an engine of ' +
        'its own: write host as ssh://deploy@manager/run/user/1000/docker.sock',
    );
  });

  it('does not send anybody into the group root', () => {
    const groups = 'deploy users';
    const socket = { owner: 'root', group: 'root', mode: '660' };
    const problem = { kind: 'no-permission', user: 'deploy', groups, ...socket } as const;
    const words = wordsOf(explainSocketProblem(problem, target, '/var/run/docker.sock'));
    expect(words).toContain(
      'it belongs to root:root (mode 660), and deploy is only in the groups: deploy, users',
    );
    expect(words).toContain('sudo groupadd docker, restart Docker, then: sudo usermod -aG docker deploy');
  });
});

describe('explainSocketGone', () => {
  it('has the code a local socket would give', () => {
    expect(explainSocketGone({ kind: 'missing', user: 'deploy' }, target, '/d.sock')).toMatchObject({
      code: 'ENOENT',
      message: 'The engine on deploy@manager has taken its socket /d.sock away',
    });
    expect(explainSocketGone({ kind: 'forbidden' }, target, '/d.sock')).toMatchObject({
      code: 'ECONNREFUSED',
      message: 'The engine on deploy@manager does not answer at /d.sock',
    });
  });
});

describe('explainDialStdioFailure', () => {
  const explain = (exitCode: number | undefined, words: string) =>
    explainDialStdioFailure(new DialStdioFailure(exitCode, words), target, COMMAND);

  it.each([
    [127, 'bash: line 1: docker: command not found'],
    [127, 'sh: 1: docker: not found'],
  ])('knows a missing command by %i %s', (exitCode, words) => {
    expect(wordsOf(explain(exitCode, words))).toContain('has no docker command to go round it');
  });

  it('knows a missing permission', () => {
    const text = wordsOf(
      explain(
        1,
        'warning\nfailed to open the raw stream connection: dial unix /d.sock: connect: permission denied',
      ),
    );
    expect(text).toContain('deploy@manager may not use the Docker socket: failed to open the raw stream');
    expect(text).toContain('sudo usermod -aG docker deploy');
  });

  it.each([
    'failed to open the raw stream connection: dial unix /d.sock: connect: connection refused',
    'failed to open the raw stream connection: dial unix /d.sock: connect: no such file or directory',
    'Cannot connect to the Docker daemon at unix:///d.sock. Is the docker daemon running?',
  ])('knows an engine that is down: %s', (words) => {
    const error = explain(1, words);
    expect(error).toMatchObject({ code: 'ECONNREFUSED' });
    expect(wordsOf(error)).toContain('Check that Docker runs there');
  });

  it('repeats what else the command says', () => {
    const error = explain(1, "docker: 'system dial-stdio' is not a docker command.");
    expect(wordsOf(error)).toContain(
      "failed on deploy@manager with exit code 1: docker: 'system dial-stdio' is not",
    );
    expect(wordsOf(error)).toContain('To do without the command: AllowStreamLocalForwarding');
    expect(error).not.toHaveProperty('code');
    expect(wordsOf(explain(undefined, ''))).toContain('exit code none');
  });
});

describe('explainForeignAnswer', () => {
  it('shows the beginning of the first line only, with nothing a terminal would act on', () => {
    const answer = Buffer.from(`\u001b[31m${'x'.repeat(200)}\nsecond`);
    const words = wordsOf(explainForeignAnswer(answer, target, COMMAND, new Error('Parse Error')));
    expect(words).toContain('answered "\\u001b[31mxxx');
    expect(words).not.toContain('second');
    expect(words.length).toBeLessThan(600);
  });
});
