import * as z from 'zod/mini';
import { printable } from '../../../lab/text/printable.ts';
import { readDocument } from '../../script/file/document.ts';
import { decodeText } from '../../script/file/read-file.ts';
import { isGroup } from '../../script/file/words.ts';
import { TEACHING_LIMITS } from '../limits.ts';
import type { Stamp } from '../seeds.ts';

const short = z.string().check(z.maxLength(TEACHING_LIMITS.id));
const digits = z.string().check(z.regex(/^[0-9a-f]{64}$/));

const StampSchema = z.object({
  course: short,
  scenario: short,
  student: short,
  capture: digits,
  tasks: short,
  run: short,
  receipts: z.record(short, digits),
  choices: z.record(short, digits),
  stamp: digits,
});

/** One answer as it was written: a text, some named texts, or a list of them; undefined where there is none. */
export type GivenAnswer =
  | string
  | readonly string[]
  | Readonly<Record<string, string | undefined>>
  | undefined;

/** An answers file that was read. */
export interface Answers {
  readonly stamp: Stamp;
  /** What it says its stamp is; whoever has the class key sees whether it is. */
  readonly seal: string;
  readonly answers: ReadonlyMap<number, GivenAnswer>;
}

const KIND = { noun: 'file of answers', needs: 'answers and handout', depth: 4 };

/** Whether a file's first bytes may be those of answers: text that names them, or any other short text. */
export function looksLikeAnswers(bytes: Uint8Array): boolean {
  return /^(answers|handout):/m.test(Buffer.from(bytes).toString('latin1'));
}

/** The answers in a file's bytes; a sentence with the line where they are none. Never throws. */
export function readAnswers(bytes: Uint8Array): Answers | string {
  const text = decodeText(bytes);
  if (typeof text !== 'string') return text.message;
  const document = readDocument(text, KIND);
  if ('problems' in document) {
    const [problem] = document.problems;
    return `line ${problem?.line ?? 1}: ${printable(problem?.message ?? 'this cannot be read')}`;
  }
  const { content, writtenAt } = document;
  if (!isGroup(content)) return 'there are no answers in it';
  const written = (path: readonly PropertyKey[], value: unknown): string | undefined => {
    const one = typeof value === 'string' ? value : writtenAt(path);
    return value === null || value === undefined
      ? undefined
      : (one ?? '').trim().slice(0, TEACHING_LIMITS.answer);
  };
  const handout = isGroup(content['handout']) ? content['handout'] : {};
  const texts = Object.fromEntries(
    Object.entries(handout).map(([key, value]) => [
      key,
      isGroup(value) ? value : (written(['handout', key], value) ?? ''),
    ]),
  );
  const stamp = z.safeParse(StampSchema, texts);
  if (!stamp.success)
    return 'what stood under handout: is not there, or was changed: copy it from the file that was handed out';
  const { stamp: seal, ...rest } = stamp.data;
  const given = isGroup(content['answers']) ? content['answers'] : {};
  return {
    stamp: rest,
    seal,
    answers: new Map(
      Object.entries(given).map(([key, value]): [number, GivenAnswer] => [
        Number(key),
        answerOf(value, ['answers', key], written),
      ]),
    ),
  };
}

function answerOf(
  value: unknown,
  path: readonly PropertyKey[],
  written: (path: readonly PropertyKey[], value: unknown) => string | undefined,
): GivenAnswer {
  if (Array.isArray(value))
    return value.map((each: unknown, index) => written([...path, index], each) ?? '').filter(Boolean);
  if (isGroup(value))
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => [key, written([...path, key], each) || undefined]),
    );
  return written(path, value) || undefined;
}
