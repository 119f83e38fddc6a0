import { readStackFiles } from '../../../shared/compose/read-stack-files.ts';
import { SeveralErrors } from '../../../shared/errors/several-errors.ts';
import { UserError } from '../../../shared/errors/user-error.ts';

const FILES: ReadonlyMap<string, string> = new Map([
  ['/srv/a.env', 'A=1\nB\n# comment\nC=\n'],
  ['/srv/c.txt', 'content'],
  ['/srv/other.yml', 'services: {web: {image: "nginx:1", tty: true}, deep: {extends: web, command: [a]}}\n'],
  ['/srv/included.yml', 'services: {included: {image: "included:$N", volumes: ["./a:/a"]}}\n'],
]);

/**
 * What comes of reading the texts as stack files: everything the engine would be asked, or the messages of our own
 * errors. Any other error is thrown on, for it is a fault of the reader.
 */
export function readOutcome(...texts: readonly string[]): string {
  try {
    const { services, networks, configs, secrets, external } = readStackFiles({
      files: texts.map((text, index) => ({ path: `${index}.yml`, text })),
      stack: 'demo',
      environment: { A: 'value', N: '1', YES: 'yes', HOME: '/home/me' },
      workingDirectory: '/srv',
      readFile: (path) => {
        const content = FILES.get(path);
        if (content === undefined) throw Object.assign(new Error(path), { code: 'ENOENT' });
        return content;
      },
    });
    const specs = [services, configs, secrets].flat().map(({ spec }) => spec);
    const names = [external.networks, external.configs, external.secrets].map((objects) =>
      objects.map(({ name }) => name),
    );
    return JSON.stringify([specs, networks.map(({ body }) => body), names]);
  } catch (error) {
    if (error instanceof SeveralErrors)
      return error.errors
        .map(({ message }) => withoutPlaces(message))
        .sort()
        .join('\n');
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

/** Another style of writing has other lines and columns. */
function withoutPlaces(message: string): string {
  return message.replace(/\b(\w+\.yml):\d+:\d+/g, '$1').replace(/\blines? [\d, ]+/g, 'a line');
}
