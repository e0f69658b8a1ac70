/** Words longer than this are compared by their beginning only, so that a hostile file costs no time. */
const COMPARED = 64;

/** The known words in order of likeness to `word`, the most alike first. */
export function byLikeness(word: string, known: readonly string[]): readonly string[] {
  const distances = new Map(known.map((each) => [each, editDistance(word, each)]));
  return known.toSorted((a, b) => (distances.get(a) ?? 0) - (distances.get(b) ?? 0));
}

/** The known word that `word` was probably meant to be, or undefined where none is like it. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const best = byLikeness(word, known)[0];
  if (best === undefined) return undefined;
  return editDistance(word, best) <= Math.max(1, Math.floor(word.length / 3)) ? best : undefined;
}

/** Letters to add, drop, change or swap with their neighbour to make `b` of `a`; big and small letters are alike. */
export function editDistance(a: string, b: string): number {
  const from = a.slice(0, COMPARED).toLowerCase();
  const to = b.slice(0, COMPARED).toLowerCase();
  let before: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      let best = Math.min(
        at(last, column) + 1,
        at(current, column - 1) + 1,
        at(last, column - 1) + (same ? 0 : 1),
      );
      const swapped = row > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (swapped) best = Math.min(best, at(before, column - 2) + 1);
      current.push(best);
    }
    before = last;
    last = current;
  }
  return at(last, to.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Infinity;
}
