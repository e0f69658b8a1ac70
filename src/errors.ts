import { printable } from '../lab/text/printable.ts';

/** Where in a file a user's mistake stands; line and column count from 1. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** What a `UserError` may carry beside its sentence. */
export interface UserErrorOptions {
  /** The process's exit status: 2, wrong usage or a bad file, unless said otherwise. */
  readonly exitCode?: number;
  readonly position?: Position;
}

/** A mistake of the user's: one sentence of what is wrong and what would be right. It is shown without a stack. */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly exitCode: number;
  readonly position: Position | undefined;

  constructor(sentence: string, options: UserErrorOptions = {}) {
    super(sentence);
    this.exitCode = options.exitCode ?? 2;
    this.position = options.position;
  }
}

/** The error as one line for a terminal: `file:line:column: sentence`, or the sentence alone. What could steer it stands escaped. */
export function formatUserError(error: UserError): string {
  const { position, message } = error;
  return printable(
    position === undefined ? message : `${position.file}:${position.line}:${position.column}: ${message}`,
  );
}

/** The system's code of an error, such as `ENOENT`; empty where it has none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
