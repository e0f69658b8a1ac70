/** A QR code: rows of modules, true where dark, without the quiet zone of four modules that belongs around it. */
export type QrCode = readonly (readonly boolean[])[];

/** Data bytes, bytes for correction a block, and blocks, of versions 1 to 6 at level L (ISO/IEC 18004, table 9). */
const VERSIONS = [
  [19, 7, 1],
  [34, 10, 1],
  [55, 15, 1],
  [80, 20, 1],
  [108, 26, 1],
  [136, 18, 2],
] as const;

/** Four bits that say what follows is bytes, eight for how many: what of a version is no text. */
const HEAD_BYTES = 2;

/** Characters of ASCII that the largest of these codes holds. */
export const QR_MOST = VERSIONS[5][0] - HEAD_BYTES;

/** A text of ASCII as a QR code of level L, in the smallest version that holds it; undefined where none of the first six does. Pure. */
export function qrCode(text: string): QrCode | undefined {
  const bytes = Buffer.from(text, 'latin1');
  const version = VERSIONS.findIndex(([data]) => bytes.length + HEAD_BYTES <= data) + 1;
  const kind = VERSIONS[version - 1];
  if (kind === undefined) return undefined;
  const bits = bitsOf(interleaved(dataBytes(bytes, kind[0]), kind));
  const codes = MASKS.map((_, mask) => drawn(version, bits, mask));
  return codes.toSorted((one, other) => unevenness(one) - unevenness(other))[0];
}

/** The data with its head and its padding. */
function dataBytes(bytes: Uint8Array, room: number): Uint8Array {
  const data = new Uint8Array(room);
  const put = (at: number, nibble: number): void => {
    data[at >> 1] = (data[at >> 1] ?? 0) | (at % 2 === 0 ? nibble << 4 : nibble);
  };
  const nibbles = [4, bytes.length >> 4, bytes.length & 15];
  for (const byte of bytes) nibbles.push(byte >> 4, byte & 15);
  for (const [at, nibble] of nibbles.entries()) put(at, nibble);
  for (let at = bytes.length + HEAD_BYTES, pad = 0xec; at < room; at += 1, pad ^= 0xec ^ 0x11) data[at] = pad;
  return data;
}

/** The blocks, byte by byte in turn, and behind them the bytes that correct them. */
function interleaved(data: Uint8Array, [room, correcting, count]: (typeof VERSIONS)[number]): number[] {
  const length = room / count;
  const blocks = Array.from({ length: count }, (_, block) =>
    data.subarray(block * length, (block + 1) * length),
  );
  const corrections = blocks.map((block) => remainder(block, correcting));
  return [...turns(blocks, length), ...turns(corrections, correcting)];
}

/** The first of each, then the second of each, and so on. */
function turns(all: readonly ArrayLike<number>[], many: number): number[] {
  return Array.from({ length: many }, (_, at) => all.map((each) => each[at] ?? 0)).flat();
}

/** Powers of 2 in the field of 256 elements by x⁸+x⁴+x³+x²+1, and their logarithms. */
const POWERS = Array.from({ length: 255 }, () => 0);
const LOGS = Array.from({ length: 256 }, () => 0);
for (let exponent = 0, value = 1; exponent < 255; exponent += 1) {
  POWERS[exponent] = value;
  LOGS[value] = exponent;
  value = value << 1 > 255 ? (value << 1) ^ 0x11d : value << 1;
}

function times(one: number, other: number): number {
  return one === 0 || other === 0 ? 0 : (POWERS[((LOGS[one] ?? 0) + (LOGS[other] ?? 0)) % 255] ?? 0);
}

/** What corrects a block: the remainder of its division by the generator of that degree (Reed–Solomon). */
function remainder(block: Uint8Array, degree: number): number[] {
  let generator = [1];
  for (let root = 0; root < degree; root += 1) {
    const next = [...generator, 0];
    for (const [at, factor] of generator.entries())
      next[at + 1] = (next[at + 1] ?? 0) ^ times(factor, POWERS[root] ?? 0);
    generator = next;
  }
  let rest = Array.from({ length: degree }, () => 0);
  for (const byte of block) {
    const factor = byte ^ (rest[0] ?? 0);
    rest = [...rest.slice(1), 0].map((each, at) => each ^ times(generator[at + 1] ?? 0, factor));
  }
  return rest;
}

function bitsOf(bytes: readonly number[]): boolean[] {
  return bytes.flatMap((byte) => Array.from({ length: 8 }, (_, bit) => ((byte >> (7 - bit)) & 1) === 1));
}

/** Which modules each of the eight masks turns over. */
const MASKS: readonly ((row: number, column: number) => boolean)[] = [
  (row, column) => (row + column) % 2 === 0,
  (row) => row % 2 === 0,
  (_row, column) => column % 3 === 0,
  (row, column) => (row + column) % 3 === 0,
  (row, column) => (Math.floor(row / 2) + Math.floor(column / 3)) % 2 === 0,
  (row, column) => ((row * column) % 2) + ((row * column) % 3) === 0,
  (row, column) => (((row * column) % 2) + ((row * column) % 3)) % 2 === 0,
  (row, column) => (((row + column) % 2) + ((row * column) % 3)) % 2 === 0,
];

function drawn(version: number, bits: readonly boolean[], mask: number): boolean[][] {
  const size = 17 + 4 * version;
  const fixed = fixedModules(version, size, formatBits(mask));
  const code = Array.from({ length: size }, (_, row) =>
    Array.from({ length: size }, (_each, column) => fixed.get(row * size + column) ?? false),
  );
  let next = 0;
  for (const [row, column] of zigzag(size)) {
    const line = code[row];
    if (line === undefined || fixed.has(row * size + column)) continue;
    line[column] = (bits[next] ?? false) !== (MASKS[mask]?.(row, column) ?? false);
    next += 1;
  }
  return code;
}

/** Where data goes: two columns at a time from the right, up and down in turn, past the column of the timing pattern. */
function* zigzag(size: number): Generator<readonly [row: number, column: number]> {
  let up = true;
  for (let right = size - 1; right > 0; right -= 2) {
    if (right === 6) right = 5;
    for (let at = 0; at < size; at += 1) {
      const row = up ? size - 1 - at : at;
      yield [row, right];
      yield [row, right - 1];
    }
    up = !up;
  }
}

/** Everything but data: finders, timing, alignment, format, by row × size + column. */
function fixedModules(version: number, size: number, format: number): ReadonlyMap<number, boolean> {
  const fixed = new Map<number, boolean>();
  const set = (row: number, column: number, dark: boolean): void => {
    if (row >= 0 && column >= 0 && row < size && column < size) fixed.set(row * size + column, dark);
  };
  for (let at = 0; at < size; at += 1) {
    set(6, at, at % 2 === 0);
    set(at, 6, at % 2 === 0);
  }
  const squares = (row: number, column: number, reach: number, light: readonly number[]): void => {
    for (let down = -reach; down <= reach; down += 1)
      for (let across = -reach; across <= reach; across += 1)
        set(row + down, column + across, !light.includes(Math.max(Math.abs(down), Math.abs(across))));
  };
  for (const [row, column] of [
    [3, 3],
    [3, size - 4],
    [size - 4, 3],
  ] as const)
    squares(row, column, 4, [2, 4]);
  if (version > 1) squares(size - 7, size - 7, 2, [1]);
  for (let bit = 0; bit < 15; bit += 1) {
    const dark = ((format >> bit) & 1) === 1;
    // Once around the finder above on the left, and once beside the two others.
    if (bit < 8) {
      set(bit < 6 ? bit : bit + 1, 8, dark);
      set(8, size - 1 - bit, dark);
    } else {
      set(8, bit === 8 ? 7 : 14 - bit, dark);
      set(size - 15 + bit, 8, dark);
    }
  }
  set(size - 8, 8, true);
  return fixed;
}

/** Level L and the mask in five bits, with ten that correct them (BCH), turned over by a pattern of the standard's. */
function formatBits(mask: number): number {
  const data = (1 << 3) | mask;
  let rest = data << 10;
  for (let bit = 14; bit >= 10; bit -= 1) if (((rest >> bit) & 1) === 1) rest ^= 0x537 << (bit - 10);
  return ((data << 10) | rest) ^ 0x5412;
}

/** How hard a code is to scan: runs of five or more that are alike, and squares of four. */
function unevenness(code: QrCode): number {
  const columns = code.map((_, column) => code.map((row) => row[column] ?? false));
  const runs = [...code, ...columns].flatMap(
    (line) =>
      line
        .map((dark) => (dark ? '1' : '0'))
        .join('')
        .match(/0{5,}|1{5,}/g) ?? [],
  );
  let points = runs.reduce((sum, run) => sum + run.length - 2, 0);
  for (const [row, line] of code.entries())
    for (const [column, dark] of line.entries())
      if (
        column > 0 &&
        row > 0 &&
        line[column - 1] === dark &&
        code[row - 1]?.[column] === dark &&
        code[row - 1]?.[column - 1] === dark
      )
        points += 3;
  return points;
}
