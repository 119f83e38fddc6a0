import { describe, expect, it } from 'vitest';
import { familiarImage } from '../../../../shared/compose/convert/image-reference.ts';

const DIGEST = `sha256:${'bdf1e490'.repeat(8)}`;

describe('familiarImage', () => {
  it.each([
    ['nginx', 'nginx:latest'],
    ['docker.io/library/nginx', 'nginx:latest'],
    ['index.docker.io/library/nginx:1.25', 'nginx:1.25'],
    ['library/nginx:1', 'nginx:1'],
    ['docker.io/me/app', 'me/app:latest'],
    ['docker.io/library/a/b', 'library/a/b:latest'],
    ['registry.example.com:5000/team/app', 'registry.example.com:5000/team/app:latest'],
    ['localhost/app', 'localhost/app:latest'],
    ['localhost:5000/app', 'localhost:5000/app:latest'],
    ['[::1]:5000/app:1', '[::1]:5000/app:1'],
    ['Registry/app', 'Registry/app:latest'],
    ['a__b/c-d--e.f_g', 'a__b/c-d--e.f_g:latest'],
    [`nginx@${DIGEST}`, `nginx@${DIGEST}`],
    [`docker.io/library/nginx:1.25@${DIGEST}`, `nginx:1.25@${DIGEST}`],
    ['bdf1e490'.repeat(8), 'bdf1e490'.repeat(8)],
    [`nginx:${'a'.repeat(128)}`, `nginx:${'a'.repeat(128)}`],
  ])('%s', (image, familiar) => {
    expect(familiarImage(image)).toBe(familiar);
  });

  it.each([
    ['', 'there is no image'],
    ['Nginx:1', '"Nginx" has capital letters'],
    ['nginx:', '"" is not a tag'],
    ['nginx:a b', '"a b" is not a tag'],
    ['nginx:-a', '"-a" is not a tag'],
    [`nginx:${'a'.repeat(129)}`, 'is not a tag'],
    ['nginx@sha256:12', 'its digest is not one'],
    ['nginx@', 'its digest is not one'],
    ['a//b', '"a//b" is not a name of an image'],
    ['a.b/', '"" is not a name of an image'],
    ['a___b', '"a___b" is not a name of an image'],
    ['-a.b/c', '"-a.b" is not a registry'],
    ['http://x/y', '"http:" is not a registry'],
    ['a'.repeat(256), 'is not a name of an image'],
  ])('refuses %s', (image, reason) => {
    expect(() => familiarImage(image)).toThrow(reason);
  });
});
