/** What helps where YAML takes a character of a text for its own. */
export const QUOTES = 'put the whole text in "quotes"';

/** What a value should have been and what it is, for a sentence that ends in `must be …`. */
export function typeMismatch(expected: string, value: unknown): string {
  if (expected === 'string') {
    const quotes = typeof value === 'boolean' ? ': put it in "quotes"' : '';
    return value === null ? 'text, but nothing stands here' : `text, not ${valueInWords(value)}${quotes}`;
  }
  if (expected === 'boolean') return `true or false, not ${valueInWords(value)}`;
  if (expected === 'array') return `a list, not ${valueInWords(value)}`;
  if (expected === 'int' || expected === 'number') {
    const quotes = typeof value === 'string' && /^\d+$/.test(value.trim()) ? ': take the quotes away' : '';
    return `a whole number, not ${typeof value === 'number' ? String(value) : valueInWords(value)}${quotes}`;
  }
  return `keys with values, not ${valueInWords(value)}`;
}

/** What a value is, in a teacher's words. */
export function valueInWords(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return 'text';
  if (typeof value === 'number') return 'a number';
  return typeof value === 'boolean' ? `the value ${String(value)}` : 'keys with values';
}

/** A text of the file inside a sentence: at most 40 characters of it. */
export function excerpt(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

/** `a, b and c`. */
export function wordList(words: readonly string[], link: 'and' | 'or'): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${link} ${words.at(-1)}`;
}

/** Whether a value is a map of keys. */
export function isGroup(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
