import { expect, it } from 'vitest';
import { nearestName } from '../../../../shared/compose/shape/nearest-name.ts';

const KNOWN = ['environment', 'env_file', 'image', 'ports', 'deploy', 'networks', 'depends_on'];

it.each([
  ['enviroment', 'environment'],
  ['env-file', 'env_file'],
  ['Image', 'image'],
  ['port', 'ports'],
  ['network', 'networks'],
  ['dependson', 'depends_on'],
  ['colour', undefined],
  ['x', undefined],
])('%s', (name, nearest) => {
  expect(nearestName(name, KNOWN)).toBe(nearest);
});
