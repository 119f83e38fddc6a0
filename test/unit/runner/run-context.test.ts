import { describe, expect, it } from 'vitest';
import { readRunContext } from '../../../shared/runner/run-context.ts';

describe('readRunContext', () => {
  it('takes what the runner says of the run', () => {
    const context = readRunContext({
      GITHUB_REPOSITORY: 'your-org/shop',
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_RUN_ID: '1658821493',
      GITHUB_RUN_ATTEMPT: '2',
      GITHUB_JOB: 'deploy',
      GITHUB_ACTOR: 'octocat',
      GITHUB_TRIGGERING_ACTOR: 'hubot',
      GITHUB_SHA: 'ffac537e6cbbf934b08745a378932722df287a53',
      GITHUB_REF: 'refs/heads/main',
    });
    expect(context).toEqual({
      repository: 'your-org/shop',
      runId: '1658821493',
      attempt: 2,
      job: 'deploy',
      runUrl: 'https://github.com/your-org/shop/actions/runs/1658821493/attempts/2',
      actor: 'hubot',
      commit: 'ffac537e6cbbf934b08745a378932722df287a53',
      ref: 'refs/heads/main',
    });
  });

  it('leaves out what it does not say', () => {
    expect(readRunContext({ GITHUB_ACTOR: '' })).toEqual({});
  });

  it('links to the run where there are no attempts', () => {
    const context = readRunContext({
      GITHUB_REPOSITORY: 'your-org/shop',
      GITHUB_SERVER_URL: 'https://git.example.com',
      GITHUB_RUN_ID: '7',
    });
    expect(context.runUrl).toBe('https://git.example.com/your-org/shop/actions/runs/7');
  });
});
