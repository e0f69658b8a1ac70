import { printable } from '../../lab/text/printable.ts';
import { isReady } from '../doctor/check.ts';
import type { Check, CheckState } from '../doctor/check.ts';
import { cellsOf, wrapWords } from '../stage/fit.ts';
import { painterOf } from '../stage/painter.ts';
import type { Palette } from '../stage/painter.ts';
import type { Tone } from '../stage/theme.ts';

/** Where an examination is shown. */
export interface DoctorPage {
  /** Cells of a line. */
  readonly columns: number;
  /** Whether more than ASCII can be shown. */
  readonly utf8: boolean;
  /** Undefined where escape sequences would not be understood, or are not wanted. */
  readonly palette?: Palette;
}

/** The signs, and those of ASCII. */
const SIGNS = {
  ok: { sign: '✓', ascii: 'ok', tone: 'held' },
  note: { sign: '!', ascii: '!!', tone: 'warning' },
  fail: { sign: '✗', ascii: 'no', tone: 'failed' },
} as const satisfies Readonly<Record<CheckState, { sign: string; ascii: string; tone: Tone }>>;

/** Cells of the titles' column; on a narrow page a title stands before what was found. */
const TITLES = 13;
const NARROW = 60;
const NARROW_INDENT = 2;
const NARROWEST = 20;

/** A line or more for each check: its sign, what it is about, what was found, and below it what to do. Then one sentence of the whole. */
export function doctorLines(checks: readonly Check[], page: DoctorPage): readonly string[] {
  const columns = Math.max(NARROWEST, page.columns);
  const lines = checks.flatMap((check) => checkLines(check, { ...page, columns }));
  return [...lines, ...wrap(shown(verdict(checks), page.utf8), columns)];
}

function checkLines({ state, title, found, todo }: Check, page: DoctorPage): readonly string[] {
  const { sign, ascii, tone } = SIGNS[state];
  const mark = page.utf8 ? sign : ascii;
  const painter = page.palette === undefined ? undefined : painterOf(tone, page.palette);
  const narrow = page.columns < NARROW;
  const head = `${mark} ${narrow ? `${title}:` : title.padEnd(TITLES - 1)} `;
  const indent = narrow ? NARROW_INDENT : cellsOf(head);
  const below = todo === undefined ? [] : wrap(shown(`→ ${todo}`, page.utf8), page.columns - indent);
  // Where a title stands before what was found, it is broken with it.
  const says = narrow ? head + shown(found, page.utf8) : shown(found, page.utf8);
  const [first = '', ...more] = wrap(says, page.columns - indent);
  const rest = (narrow ? first : head + first).slice(mark.length);
  return [
    `${painter?.(mark) ?? mark}${rest}`,
    ...[...more, ...below].map((line) => ' '.repeat(indent) + line),
  ];
}

function verdict(checks: readonly Check[]): string {
  if (isReady(checks)) return 'The built-in lessons run here.';
  const stops = checks.filter(({ state }) => state === 'fail').map(({ title }) => title);
  return `The built-in lessons do not run here. What stops them: ${stops.join(', ')}.`;
}

function wrap(text: string, columns: number): readonly string[] {
  return wrapWords(text, columns, Infinity);
}

const ASCII_FOR: Readonly<Record<string, string>> = { '→': '->', '×': 'x' };

/** Hostile text as it may stand on a page. */
function shown(text: string, utf8: boolean): string {
  const safe = printable(text);
  if (utf8) return safe;
  return safe.replace(/[^\x20-\x7e]/gu, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16);
    return ASCII_FOR[character] ?? (code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`);
  });
}
