import { describe, expect, it } from 'vitest';
import { parseImagePins } from '../../../shared/compose/load/image-pins.ts';
import { UserError } from '../../../shared/errors/user-error.ts';
import { mistakesIn, readTexts, specsOf, warningsIn } from './stack-files.ts';

const WEB = 'services:\n  web:\n    image: nginx:$TAG\n';
const DIGEST = `sha256:${'a'.repeat(64)}`;

describe('env files', () => {
  const envFiles = [
    { path: 'a.env', text: '# tags\nTAG=1\nUSER=me\n' },
    { path: 'b.env', text: 'TAG=2\nFROM_OUTSIDE\n' },
  ];
  const text = `${WEB}    user: $USER\n    environment: [FROM_OUTSIDE, USER]\n`;

  it('give values, the later file before the earlier, the environment before both', () => {
    const container = specsOf([text], { envFiles, environment: { FROM_OUTSIDE: 'x' } })['web']?.TaskTemplate
      .ContainerSpec;
    expect(container).toMatchObject({ Image: 'nginx:2', User: 'me', Env: ['FROM_OUTSIDE=x', 'USER=me'] });
    const { web } = specsOf([WEB], { envFiles, environment: { TAG: '3' } });
    expect(web?.TaskTemplate.ContainerSpec.Image).toBe('nginx:3');
  });

  it('are refused where they are wrong, without their values', () => {
    expect(mistakesIn([WEB], { envFiles: [{ path: 'a.env', text: 'TAG=1\nexport A=hunter2\n' }] })).toEqual([
      'a.env:2:1: a.env: line 2 begins with "export". Write one NAME=value a line, without export and without quotes.',
    ]);
  });

  it('keep quotes, and say so', () => {
    expect(
      warningsIn(['services: {}'], { envFiles: [{ path: 'a.env', text: 'A="hunter2"\nB=it\'s\n' }] }),
    ).toEqual([expect.stringMatching(/^a\.env:1:1: a\.env: the value of A keeps its quotes(?!.*hunter2)/)]);
  });
});

describe('unset variables', () => {
  it('are empty when that is allowed, and warned about', () => {
    const text = `${WEB}    user: "u$A$B"\n    hostname: $A\n`;
    const options = { allowUnsetVariables: true, environment: { TAG: '1' } };
    expect(specsOf([text], options)['web']?.TaskTemplate.ContainerSpec.User).toBe('u');
    expect(warningsIn([text], options)).toEqual([
      expect.stringContaining(
        'The variable A is not set, so it is empty (used in services.web.user, and 1 more',
      ),
      expect.stringContaining('The variable B is not set'),
    ]);
  });

  it('are mistakes where they are required', () => {
    expect(
      mistakesIn([`${WEB}    user: \${A:?}\n`], { allowUnsetVariables: true, environment: { TAG: '1' } }),
    ).toHaveLength(1);
  });
});

describe('pinned images', () => {
  it('take the place of those in the files, also where there is none', () => {
    const images = parseImagePins([`web=registry.example.com:5000/app:1@${DIGEST}`, ' db=postgres:17 ']);
    const specs = specsOf(['services: {web: {image: "nginx:1"}, db: {build: .}, other: {image: "x:1"}}'], {
      images,
    });
    expect(Object.values(specs).map((spec) => spec.TaskTemplate.ContainerSpec.Image)).toEqual([
      `registry.example.com:5000/app:1@${DIGEST}`,
      'postgres:17',
      'x:1',
    ]);
    expect(specs['db']?.Labels['com.docker.stack.image']).toBe('postgres:17');
  });

  it('need no values for the variables of the image they replace, unless another service takes it', () => {
    const images = parseImagePins(['web=app:1']);
    expect(specsOf([WEB, WEB], { images })['web']?.TaskTemplate.ContainerSpec.Image).toBe('app:1');
    const files = { '/srv/stack/base.yml': WEB };
    const text = 'services: {web: {image: x}, api: {extends: {file: base.yml, service: web}}}';
    expect(
      specsOf([text], { images, files, environment: { TAG: '1' } })['api']?.TaskTemplate.ContainerSpec,
    ).toMatchObject({ Image: 'nginx:1' });
  });

  it('are where the image is, for messages about it', () => {
    const text = 'services:\n  web:\n    image: nginx:1\n  db: {build: .}\n';
    const images = parseImagePins(['db=postgres:17']);
    const { services } = readTexts([text], { images });
    expect(services.map(({ imagePosition }) => imagePosition)).toMatchObject([
      { line: 3, column: 12 },
      { line: 4, column: 7 },
    ]);
  });

  it('name a service of the stack', () => {
    expect(mistakesIn(['services: {web: {image: x}}'], { images: parseImagePins(['webb=x:1']) })).toEqual([
      expect.stringContaining('Input "images": the service "webb" is not in the stack. Did you mean "web"?'),
    ]);
  });

  it.each([['web'], ['=x'], ['web='], ['web=x y'], ['web=X:1']])('are refused as %j', (pair) => {
    expect(() => parseImagePins([pair])).toThrow(UserError);
  });

  it('are given once', () => {
    expect(() => parseImagePins(['web=a:1', 'web=a:2'])).toThrow(
      'Input "images": the service "web" gets two images.',
    );
  });
});
