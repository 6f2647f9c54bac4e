// The name that was probably meant: the one with the fewest letters to change. Pure.

/** The nearest of the names, where it is near enough to be meant: at most a third of its letters differ. */
export function nearest(text: string, names: readonly string[]): string | undefined {
  // What somebody sent may be long; nothing that long is a name.
  const given = text.slice(0, 60).toLowerCase();
  const [best] = names
    .map((name) => ({
      name,
      distance: name.startsWith(given) && given.length > 2 ? 0 : distance(given, name.toLowerCase()),
    }))
    .toSorted((one, other) => one.distance - other.distance);
  return best !== undefined && best.distance <= Math.max(2, best.name.length / 3) ? best.name : undefined;
}

/** Levenshtein's distance: letters to insert, delete or change. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [line, letter] of [...one].entries()) {
    const next = [line + 1];
    for (const [index, against] of [...other].entries()) {
      const changed = (row[index] ?? 0) + (letter === against ? 0 : 1);
      next.push(Math.min(changed, (row[index + 1] ?? 0) + 1, (next[index] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
