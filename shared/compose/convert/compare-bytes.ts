/** Go's order of texts: by the bytes of their UTF-8, which is not the order of JavaScript's `<` for emoji and the like. */
export function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
