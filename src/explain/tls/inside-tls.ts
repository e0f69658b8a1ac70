import type { Field } from '../field.ts';

/**
 * What says that something stands open on the path, or what somebody there does with it. Sentences that speak of the
 * path otherwise are as right inside TLS: that nobody there can forge it, that anyone can unpack it, what devices there
 * do, and what an onlooker sees over TLS.
 */
const OPEN_ON_THE_PATH: readonly RegExp[] = [
  /(?<!\b(?:not|never)\b[^.:;]*)\bin clear\b/i,
  /\b(?:anyone|anybody|whoever(?: is)?|who sits|attacker) on the path\b/i,
  /\ban onlooker (?:can|could|knows?|learns?|reads?|sees?|ties)\b/i,
  /\bon the path it can\b/i,
  /\ban attacker (?:copies|learns (?!it by))/i,
  /\b(?:over plain http|to change on the way|TLS would hide)\b/i,
];
const OVER_TLS = /\bover TLS\b/i;
/** Said of something by the way: `a line of SMTP in clear`, and not `the line is in clear`. */
const BY_THE_WAY = /(?<!\b(?:are|came|is|sent|travels?|was)) in clear\b/i;
/** What stands for a value of the field’s own, which may read as a sentence of ours does. */
const VALUE = '\uFFFC';

/** A field that was said inside TLS, though it is explained as if it stood in clear: without what is true there alone. */
export function insideTls(field: Field): Field {
  const own = [field.value, field.label].filter((text) => openAt(text) !== undefined);
  let why = field.why;
  for (const text of own) why = why.replaceAll(text, VALUE.repeat(own.indexOf(text) + 1));
  let kept = why
    .split(/(?<=\.) (?=[A-Z])/)
    .flatMap((sentence) => sealedSentence(sentence) ?? [])
    .join(' ');
  for (const text of own.toReversed())
    kept = kept.replaceAll(VALUE.repeat(own.indexOf(text) + 1), () => text);
  return {
    ...field,
    why: kept === '' ? 'It was said inside TLS: on the path it is sealed.' : kept,
    ...(field.children && { children: field.children.map(insideTls) }),
  };
}

/** Where a text first says that something is open on the path. */
function openAt(text: string): number | undefined {
  const places = OPEN_ON_THE_PATH.map((claim) => text.search(claim)).filter((at) => at >= 0);
  return places.length === 0 || OVER_TLS.test(text) ? undefined : Math.min(...places);
}

/** What of a sentence is right inside TLS as well: what stands before the clause that is not; undefined where nothing does. */
function sealedSentence(sentence: string): string | undefined {
  const at = openAt(sentence);
  if (at === undefined) return sentence;
  const before = sentence.slice(0, at);
  const clause = Math.max(...[', ', ': ', '; '].map((mark) => before.lastIndexOf(mark)));
  if (clause > 0) return `${before.slice(0, clause)}.`;
  const without = sentence.replace(BY_THE_WAY, '');
  return at > 0 && without !== sentence ? sealedSentence(without) : undefined;
}
