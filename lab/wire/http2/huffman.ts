/**
 * The length in bits of each octet's code, and of the end's, which is the last (RFC 7541, appendix B). The codes are
 * canonical: they count up by length, and among those of one length by octet.
 */
const LENGTHS: readonly number[] = [
  13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28,
  28, 28, 28, 28, 28, 6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7,
  8, 15, 6, 12, 10, 13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19,
  13, 14, 6, 15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, 6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13,
  28, 20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23, 24, 24, 22, 23, 24, 23, 23, 23, 23, 21,
  22, 23, 22, 23, 23, 24, 22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23,
  22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23, 26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25,
  19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27, 20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25,
  25, 24, 24, 26, 23, 26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26, 30,
];

/** What stands for the end of a string. It is never written out. */
const END = 256;

/** The tree of the codes: two numbers a node, for a 0 and for a 1. Below 0 a symbol, as its complement; else a node. */
const TREE: Int32Array = treeOf(LENGTHS);

function treeOf(lengths: readonly number[]): Int32Array {
  const tree = new Int32Array(2 * lengths.length);
  let nodes = 1;
  for (const { symbol, code, length } of codesOf(lengths)) {
    let node = 0;
    for (let bit = length - 1; bit > 0; bit -= 1) {
      const at = 2 * node + ((code >>> bit) & 1);
      if (tree[at] === 0) tree[at] = nodes++;
      node = tree[at] ?? 0;
    }
    tree[2 * node + (code & 1)] = ~symbol;
  }
  return tree;
}

/** A symbol with its code, of so many bits. */
interface Code {
  readonly symbol: number;
  readonly code: number;
  readonly length: number;
}

function codesOf(lengths: readonly number[]): Code[] {
  const symbols = [...lengths.keys()].toSorted((a, b) => (lengths[a] ?? 0) - (lengths[b] ?? 0) || a - b);
  let code = 0;
  let before = 0;
  return symbols.map((symbol) => {
    const length = lengths[symbol] ?? 0;
    code <<= length - before;
    before = length;
    return { symbol, code: code++, length };
  });
}

/** The bytes that a Huffman-coded string stands for (RFC 7541, section 5.2), or what is wrong with it. */
export function huffmanDecoded(coded: Uint8Array): Uint8Array | string {
  // The shortest code has five bits.
  const out = new Uint8Array(Math.ceil((coded.length * 8) / 5));
  let length = 0;
  let node = 0;
  let depth = 0;
  let ones = true;
  for (const byte of coded) {
    for (let bit = 7; bit >= 0; bit -= 1) {
      const one = (byte >>> bit) & 1;
      const to = TREE[2 * node + one] ?? 0;
      depth += 1;
      ones &&= one === 1;
      if (to >= 0) {
        node = to;
        continue;
      }
      if (~to === END) return 'the code of the end within a Huffman string';
      out[length++] = ~to;
      node = 0;
      depth = 0;
      ones = true;
    }
  }
  if (depth > 7) return 'more than seven bits of padding in a Huffman string';
  return ones ? out.subarray(0, length) : 'padding in a Huffman string that is not all ones';
}

/** A string in Huffman codes, padded with ones. */
export function huffmanEncoded(bytes: Uint8Array): Uint8Array {
  const bits = Array.from(bytes, (byte) => {
    const { code, length } = CODES[byte] ?? { code: 0, length: 0 };
    return code.toString(2).padStart(length, '0');
  }).join('');
  const padded = bits.padEnd(Math.ceil(bits.length / 8) * 8, '1');
  return Uint8Array.from(padded.match(/.{8}/g) ?? [], (octet) => Number.parseInt(octet, 2));
}

const CODES: readonly Code[] = codesOf(LENGTHS).toSorted((a, b) => a.symbol - b.symbol);
