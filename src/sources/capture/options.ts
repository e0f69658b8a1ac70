/** One option of a pcapng block. */
interface BlockOption {
  readonly code: number;
  readonly value: Uint8Array;
}

/** The options from `at` to the end of a pcapng block's body; what does not fit ends them. */
export function* options(body: Uint8Array, at: number, big: boolean): Generator<BlockOption> {
  const word = (place: number): number => {
    const [first = 0, second = 0] = body.subarray(place, place + 2);
    return big ? (first << 8) | second : (second << 8) | first;
  };
  for (let here = at; here + 4 <= body.length;) {
    const code = word(here);
    const length = word(here + 2);
    if (code === 0 || here + 4 + length > body.length) return;
    yield { code, value: body.subarray(here + 4, here + 4 + length) };
    here += 4 + length + (-length & 3);
  }
}

/** Comments among them, as text. */
export function commentsIn(body: Uint8Array, at: number, big: boolean): string[] {
  const decoder = new TextDecoder();
  return [...options(body, at, big)]
    .filter(({ code }) => code === 1)
    .map(({ value }) => decoder.decode(value));
}
