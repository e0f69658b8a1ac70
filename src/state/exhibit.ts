import { indexOf } from '../decode/bytes.ts';
import type { Exhibit, Mark, Passage, Planted } from './state.ts';

/** Marks of one secret in one passage. */
const MARKS_EACH = 4;

/** How telling a passage is. Secrets in clear come first, the password before all. */
const RANK = {
  password: 1000,
  secret: 500,
  request: 200,
  sealedRequest: 100,
  response: 50,
  sealedResponse: 20,
  other: 10,
};

/** A passage held up to be looked at: what can be read in it, and how telling it is. Pure. */
export function exhibitOf(passage: Passage, planted: readonly Planted[]): Exhibit {
  const marks = passage.sealed ? [] : planted.flatMap((secret) => marksOf(passage.bytes, secret));
  return { ...passage, marks, rank: rankOf(passage, marks) };
}

/** Where a value stands in bytes as it is, or as a form writes it (WHATWG URL §5). */
function marksOf(bytes: Uint8Array, { name, value }: Planted): Mark[] {
  if (value === '') return [];
  const forms = new Set([value, new URLSearchParams([['', value]]).toString().slice(1)]);
  return [...forms].flatMap((form) => {
    const needle = new TextEncoder().encode(form);
    const marks: Mark[] = [];
    let at = indexOf(bytes, needle, 0);
    while (at !== -1 && marks.length < MARKS_EACH) {
      marks.push({ secret: name, offset: at, length: needle.length });
      at = indexOf(bytes, needle, at + needle.length);
    }
    return marks;
  });
}

function rankOf(passage: Passage, marks: readonly Mark[]): number {
  const { direction, sealed, length } = passage;
  // Among sealed records the longest says most: its length is all there is to see.
  const size = Math.min(length, 10_000) / 1_000;
  if (marks.some(({ secret }) => secret === 'password')) return RANK.password;
  if (marks.length > 0) return RANK.secret;
  if (sealed) return (direction === 'to-bank' ? RANK.sealedRequest : RANK.sealedResponse) + size;
  if (passage.label.startsWith('TLS')) return RANK.other;
  return direction === 'to-bank' ? RANK.request : RANK.response;
}
