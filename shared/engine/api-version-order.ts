/** True when an API version such as `1.44` is `wanted` or newer; all of them begin with `1.`. */
export function isAtLeast(version: string, wanted: string): boolean {
  return Number(version.split('.')[1]) >= Number(wanted.split('.')[1]);
}
