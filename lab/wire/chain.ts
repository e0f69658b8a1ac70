/** A list that grows at its end without being copied: an older chain stays as it was. Empty is `undefined`. */
export type Chain<T> = { readonly last: T; readonly before: Chain<T>; readonly size: number } | undefined;

/** The chain with one more item. */
export function append<T>(chain: Chain<T>, last: T): Chain<T> {
  return { last, before: chain, size: (chain?.size ?? 0) + 1 };
}

/** The items, oldest first. */
export function toArray<T>(chain: Chain<T>): T[] {
  if (chain === undefined) return [];
  if (chain.size === 1) return [chain.last];
  const items = Array.from<T>({ length: chain.size });
  for (let link: Chain<T> = chain; link !== undefined; link = link.before) items[link.size - 1] = link.last;
  return items;
}
