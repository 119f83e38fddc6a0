/**
 * What probes run unless the user names another image: busybox with musl, for amd64, arm64, arm, 386, ppc64le, riscv64
 * and s390x. The digest is that of the index which Docker's own record of its official images gives for the tag
 * (docker-library/repo-info, repos/busybox/remote/1.37.0-musl.md, as of August 2026).
 */
export const PROBE_IMAGE =
  'busybox:1.37.0-musl@sha256:1256f55742579badea94e3e2f574fc90021120f6c1aa01c87182566dfb950c39';
