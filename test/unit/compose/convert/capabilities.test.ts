import { expect, it } from 'vitest';
import { effectiveCapabilities } from '../../../../shared/compose/convert/capabilities.ts';

it.each([
  [
    ['net_admin', 'CAP_SYS_PTRACE', ' chown '],
    ['mknod'],
    ['CAP_CHOWN', 'CAP_NET_ADMIN', 'CAP_SYS_PTRACE'],
    ['CAP_MKNOD'],
  ],
  [['NET_ADMIN', 'CAP_NET_ADMIN'], ['net_admin', 'MKNOD', 'RESET'], ['CAP_NET_ADMIN'], ['CAP_MKNOD']],
  [['chown'], ['ALL', 'mknod'], ['CAP_CHOWN'], ['ALL']],
  [['all', 'chown'], ['all', 'mknod'], ['ALL'], []],
  [['RESET'], [], [], []],
])('add %j, drop %j', (add, drop, added, dropped) => {
  expect(effectiveCapabilities(add, drop)).toEqual({ add: added, drop: dropped });
});
