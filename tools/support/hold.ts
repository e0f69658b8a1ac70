/** Throws where something does not hold. */
export function hold(fact: boolean, otherwise: string): asserts fact {
  if (!fact) throw new Error(otherwise);
}

/** Throws where two values differ as JSON, and says where they begin to. */
export function same(got: unknown, right: unknown, what: string): void {
  const [one, other] = [JSON.stringify(got) ?? 'undefined', JSON.stringify(right) ?? 'undefined'];
  if (one === other) return;
  let at = 0;
  while (one[at] === other[at]) at += 1;
  const from = Math.max(0, at - 60);
  throw new Error(
    `${what}: got …${one.slice(from, at + 100)}… where …${other.slice(from, at + 100)}… is right`,
  );
}
