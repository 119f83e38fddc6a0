import { describe, expect, it } from 'vitest';
import { readStackFiles } from '../../../shared/compose/read-stack-files.ts';
import { failingDeployments } from '../../demo/failing-deployments.ts';
import { failuresPage } from '../../demo/failures-page.ts';

describe('failuresPage', () => {
  it('shows the log as the runner does, and how the summary begins', () => {
    const page = failuresPage([
      {
        deployment: { title: 'It crashes', situation: 'Version 2 ends.', file: 'services: {}\n' },
        log: '::add-mask::key\n::group::Plan\n~ service web\n::endgroup::\n::error file=stack.yml,line=3::web: it ends%0A  next  Look.\n',
        summary:
          '### ❌ Stack shop: failed\n\nWhat ran before runs again.\n\n```text\nweb: it ends\n```\n\n| a |\n',
      },
    ]);

    expect(page.slice(page.indexOf('## 1.'))).toBe(`## 1. It crashes

Version 2 ends.

\`\`\`yaml
services: {}
\`\`\`

\`\`\`text
▾ Plan
  ~ service web
❌ web: it ends  (stack.yml:3)
     next  Look.
\`\`\`

> ### ❌ Stack shop: failed
>
> What ran before runs again.
`);
  });
});

describe('failingDeployments', () => {
  it.each(failingDeployments('registry.example.com').map((each) => [each.title, each] as const))(
    '%s: has a stack file that can be read, with all its versions',
    (_title, { stack, file, images }) => {
      for (const TAG of ['1', '2']) {
        const read = readStackFiles({
          files: [{ path: 'stack.yml', text: file }],
          ...{ stack, environment: { TAG }, workingDirectory: '/', readFile: () => '' },
        });
        const wanted = read.services.map(({ spec }) => spec.TaskTemplate.ContainerSpec.Image);
        const there = [...Object.keys(images), 'localhost:1/app:1', 'localhost:1/app:2'];
        expect(there).toEqual(
          expect.arrayContaining(wanted.filter((image) => image.startsWith('localhost:1/'))),
        );
        expect(read.warnings).toEqual([]);
      }
    },
  );
});
