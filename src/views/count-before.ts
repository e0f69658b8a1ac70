/** How many of `items`, which stand in order of where they are in the log, come before `point`. */
export function countBefore<T>(items: readonly T[], point: number, indexOf: (item: T) => number): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item !== undefined && indexOf(item) < point) low = middle + 1;
    else high = middle;
  }
  return low;
}
