/** The known name that a misspelt one most likely means; `undefined` when none is near. */
export function nearestName(name: string, known: Iterable<string>): string | undefined {
  const allowed = Math.max(1, Math.floor(name.length / 4) + 1);
  let nearest: string | undefined;
  let least = allowed + 1;
  for (const candidate of known) {
    const distance = editDistance(simplify(name), simplify(candidate));
    if (distance < least) {
      nearest = candidate;
      least = distance;
    }
  }
  return nearest;
}

/** Case and the choice between `-` and `_` are the commonest slips and cost nothing. */
function simplify(name: string): string {
  return name.toLowerCase().replaceAll('-', '_');
}

function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const substituted = (previous[column - 1] ?? 0) + (from[row - 1] === to[column - 1] ? 0 : 1);
      current.push(Math.min(substituted, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}
