import { describe, expect, it } from 'vitest';
import { mistakesIn, readTexts, specsOf } from './stack-files.ts';

describe('extends', () => {
  it('takes a service of the same file, and its own values win, empty ones too', () => {
    const { web } = specsOf([
      'services:\n  base: {image: "nginx:1", read_only: true, environment: {A: "1", B: "2"}, ports: ["80:80"]}\n  mid: {extends: base, environment: {B: ""}}\n  web: {extends: {service: mid}, read_only: false, ports: ["443:443"], image: "nginx:2"}\n',
    ]);
    expect(web?.TaskTemplate.ContainerSpec).toMatchObject({ Image: 'nginx:2', Env: ['A=1', 'B='] });
    expect(web?.TaskTemplate.ContainerSpec).not.toHaveProperty('ReadOnly');
    expect(web?.EndpointSpec?.Ports).toHaveLength(2);
  });

  it('takes a service of another file, whose paths start there', () => {
    const { web } = specsOf(['services: {web: {extends: {file: ../common/base.yml, service: base}}}'], {
      files: {
        '/srv/common/base.yml':
          'services: {base: {extends: deep, env_file: a.env, volumes: ["./data:/data", {type: bind, source: x, target: /x}]}, deep: {image: "nginx:1"}}',
        '/srv/common/a.env': 'A=1',
      },
    });
    expect(web?.TaskTemplate.ContainerSpec).toMatchObject({
      Image: 'nginx:1',
      Env: ['A=1'],
      Mounts: [{ Source: '/srv/common/data' }, { Source: '/srv/common/x' }],
    });
  });

  it('keeps the places of both', () => {
    expect(
      mistakesIn(['services: {web: {extends: {file: b/base.yml, service: base}, networks: [n]}}'], {
        files: { '/srv/stack/b/base.yml': 'services:\n  base:\n    image: nginx:1\n    secrets: [s]\n' },
      }),
    ).toEqual([
      expect.stringMatching(/^1\.yml:1:\d+: .*no network "n"/),
      expect.stringMatching(/^b\/base\.yml:4:15: .*no secret "s"/),
    ]);
  });

  it('finds circles, in one file and over two, once', () => {
    expect(
      mistakesIn([
        'services: {a: {image: x, extends: b}, b: {image: x, extends: c}, c: {image: x, extends: a}}',
      ]),
    ).toEqual([expect.stringContaining('in a circle: a -> b -> c -> a')]);
    expect(
      mistakesIn(['services: {a: {image: x, extends: {file: o.yml, service: b}}}'], {
        files: { '/srv/stack/o.yml': 'services: {b: {extends: {file: 1.yml, service: a}}}' },
      }),
    ).toEqual([expect.stringContaining('in a circle: a -> b -> a')]);
  });

  it('suggests the service that is meant', () => {
    expect(mistakesIn(['services: {web: {image: x, extends: bsae}, base: {image: x}}'])).toEqual([
      expect.stringContaining('there is no service "bsae". Did you mean "base"?'),
    ]);
  });
});

describe('include', () => {
  const db =
    'services: {db: {image: "db:$TAG", volumes: ["./data:/d"], configs: [c]}}\nconfigs: {c: {file: c.txt}}\n';
  const files = { '/srv/stack/db/db.yml': db, '/srv/stack/db/c.txt': 'c', '/srv/stack/db.env': 'TAG=1\nX=2' };

  it('adds a stack whose paths and variables are its own', () => {
    const stack = readTexts(
      ['include: [{path: db/db.yml, env_file: db.env}]\nservices: {web: {image: "nginx:1"}}\n'],
      { files },
    );
    expect(stack.services.map(({ key, position }) => [key, position.file])).toEqual([
      ['web', '1.yml'],
      ['db', 'db/db.yml'],
    ]);
    expect(stack.services[1]?.spec.TaskTemplate.ContainerSpec).toMatchObject({
      Image: 'db:1',
      Mounts: [{ Source: '/srv/stack/db/data' }],
    });
    expect(stack.configs).toHaveLength(1);
  });

  it('lets the deployment set the variables, and a later file change the service', () => {
    const { db: service } = specsOf(
      ['include: [{path: db/db.yml, env_file: db.env}]\n', 'services: {db: {user: me}}'],
      { files, environment: { TAG: '7' } },
    );
    expect(service?.TaskTemplate.ContainerSpec).toMatchObject({ Image: 'db:7', User: 'me' });
  });

  it('merges the files of one path list, and takes another project directory', () => {
    const { db: service } = specsOf(['include: [{path: [a.yml, b.yml], project_directory: other}]\n'], {
      files: {
        '/srv/stack/a.yml': 'services: {db: {image: "db:1", volumes: ["./data:/d"]}}',
        '/srv/stack/b.yml': 'services: {db: {image: "db:2"}}',
      },
    });
    expect(service?.TaskTemplate.ContainerSpec).toMatchObject({
      Image: 'db:2',
      Mounts: [{ Source: '/srv/stack/other/data' }],
    });
  });

  it('refuses two definitions, unless they are the same', () => {
    const included = 'services: {db: {image: "db:1"}}\nnetworks: {n: {external: true}}\n';
    expect(
      mistakesIn(['include: [a.yml]\nservices: {db: {image: "db:2"}}\nnetworks: {n: {external: true}}\n'], {
        files: { '/srv/stack/a.yml': included },
      }),
    ).toEqual([expect.stringMatching(/^a\.yml:1:12: services\.db is included, but 1\.yml:2:12 defines it/)]);
  });

  it('refuses circles, files of elsewhere, and too many', () => {
    expect(
      mistakesIn(['include: [a.yml]\n'], { files: { '/srv/stack/a.yml': 'include: [1.yml]\nservices: {}' } }),
    ).toEqual([expect.stringMatching(/^a\.yml:1:11: .*includes this file in turn/)]);
    expect(mistakesIn(['include: ["https://example.com/a.yml", "git@host:x.git"]\n'])).toEqual([
      expect.stringContaining('is not in this repository'),
      expect.stringContaining('is not in this repository'),
    ]);
    const twice = Object.fromEntries(
      Array.from({ length: 12 }, (_, index) => [
        `/srv/stack/${index}.txt`,
        `include: [${index + 1}.txt, ./${index + 1}.txt]\n`,
      ]),
    );
    expect(
      mistakesIn(['include: [0.txt]\n'], { files: { ...twice, '/srv/stack/12.txt': 'services: {}' } }),
    ).toEqual(expect.arrayContaining([expect.stringContaining('more than 200 files are included')]));
  });
});
