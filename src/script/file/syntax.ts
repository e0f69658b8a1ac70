import type { ErrorCode, YAMLError } from 'yaml';
import type { FileKind } from './file-format.ts';
import { tooDeep } from './forbidden.ts';
import { QUOTES } from './words.ts';

/** What to say of YAML's own errors of any file. What is not listed gets the general sentence. */
const SYNTAX_SENTENCES: Partial<Record<ErrorCode, string>> = {
  TAB_AS_INDENT: 'a tab indents this line: use spaces',
  BAD_INDENT: 'this line is not indented like the lines that it belongs with',
  BLOCK_AS_IMPLICIT_KEY: `there are two colons or an extra indent here: ${QUOTES} if the colon is part of it`,
  MULTILINE_IMPLICIT_KEY: 'this line has no colon: write key: value',
  BAD_SCALAR_START: `a text cannot begin with this character: ${QUOTES}`,
  BAD_ALIAS: `a text cannot begin with * or &: ${QUOTES}`,
  BAD_DQ_ESCAPE: "this backslash means nothing here: write \\\\ for one backslash, or use 'single quotes'",
  TAG_RESOLVE_FAILED: `a text cannot begin with !: ${QUOTES}`,
  KEY_OVER_1024_CHARS: 'this key is longer than 1024 characters',
  BLOCK_IN_FLOW: `a comma is missing here: inside [ ] and { } one stands between entries; or ${QUOTES}`,
  MISSING_CHAR: 'something is missing here: a colon and a space after a key, a comma, or a closing bracket',
};

/** YAML's error in a teacher's words, by its offset in the text. A quote left open is placed where it opens, not where the file ends. */
export function syntaxProblem(
  error: YAMLError,
  source: string,
  kind: FileKind,
): { readonly offset: number; readonly message: string } {
  const [offset] = error.pos;
  const quote = /closing (["'])quote/.exec(error.message)?.[1];
  if (quote !== undefined)
    return {
      offset: source.lastIndexOf(quote, offset - 1),
      message: 'this quote is opened and not closed',
    };
  const isBracket = error.code === 'BAD_INDENT' && error.message.startsWith('Flow');
  const own: Partial<Record<ErrorCode, string>> = {
    MULTIPLE_DOCS: `a second document begins here: a file holds one ${kind.noun}, take the --- or ... line out`,
    RESOURCE_EXHAUSTION: tooDeep(kind),
  };
  const message = isBracket
    ? SYNTAX_SENTENCES.MISSING_CHAR
    : (own[error.code] ?? SYNTAX_SENTENCES[error.code]);
  return {
    offset,
    message:
      message ?? `this cannot be read here: write key: value, and ${QUOTES} if it has special characters`,
  };
}
