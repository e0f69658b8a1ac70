/** A whole number with commas between thousands: `4,812`. (Intl would cost every start 15 ms.) */
export function grouped(count: number | bigint): string {
  const digits = String(count);
  return digits.length < 4 ? digits : digits.replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A count with its noun: `1 byte`, `2 bytes`, `3 identities`. A phrase says its plural itself: `1 byte follows`, `2 bytes follow`. */
export function counted(n: number | bigint, noun: string, many?: string): string {
  const number = grouped(n);
  return `${number} ${number === '1' ? noun : (many ?? plural(noun))}`;
}

/** The plural of an English noun: `bytes`, `entries`, `addresses`, `indices`. */
export function plural(noun: string): string {
  const known = PLURALS.get(noun) ?? pluralOf(noun);
  if (PLURALS.size < NOUNS) PLURALS.set(noun, known);
  return known;
}

/** Nouns whose plurals are remembered: the same few are counted again and again. */
const NOUNS = 1_000;
const PLURALS = new Map<string, string>();

function pluralOf(noun: string): string {
  const irregular = IRREGULAR[noun];
  if (irregular !== undefined) return irregular;
  if (/[^aeiou]y$/.test(noun)) return `${noun.slice(0, -1)}ies`;
  return /(?:s|x|z|ch|sh)$/.test(noun) ? `${noun}es` : `${noun}s`;
}

const IRREGULAR: Readonly<Record<string, string>> = {
  child: 'children',
  index: 'indices',
  man: 'men',
  person: 'people',
};
