import { basename } from 'node:path';
import type { Writable } from 'node:stream';
import type { ExportFormat } from '../export/formats.ts';
import { oneLane } from '../export/one-lane.ts';
import { heldBack } from '../export/held-back.ts';
import { batches } from '../export/batches.ts';
import { printable } from '../../lab/text/printable.ts';
import { codeOf, UserError } from '../errors.ts';
import { unwritable } from '../file-faults.ts';
import { byLikeness } from '../../lab/text/nearest.ts';
import { openOutputFile } from '../session/output-file.ts';
import type { OutputFile } from '../session/output-file.ts';
import { openSession } from '../session/read.ts';
import type { SavedSession } from '../session/read.ts';
import { EXIT } from './exit.ts';
import { EXPORT_FORMATS } from './formats.ts';
import { isSameFile } from './same-file.ts';

/** What an export needs of a saved session; `facts` can be gone through any number of times. */
export type ReadableSession = Pick<SavedSession, 'facts' | 'notices' | 'close'>;

/** Opens a saved session. Throws a UserError where there is none that can be read. */
export type ReadSession = (path: string) => Promise<ReadableSession> | ReadableSession;

/** What `plainsight export` may be told. No `output`, or `-`, is standard output. */
export interface ExportCommandOptions {
  readonly to: string;
  readonly output?: string;
  readonly sealed?: boolean;
  /** Whether what people typed is written as well. */
  readonly withTyped?: boolean;
  /** The one lane that is written; all where it is not given. */
  readonly lane?: string;
  readonly force?: boolean;
}

/** Where an export goes when it goes to no file. */
export type StandardOutput = Writable & { readonly isTTY?: boolean };

/**
 * Writes a saved session in another format, to a file that its owner alone can read, or to standard
 * output. Throws a UserError before anything is written where the wish cannot be granted.
 */
export async function exportSession(
  file: string,
  options: ExportCommandOptions,
  stdout: StandardOutput = process.stdout,
  readSession: ReadSession = openSession,
): Promise<number> {
  const { to, output = '-', sealed = false, withTyped = false } = options;
  const format = findFormat(to);
  if (sealed && format.unsealed !== undefined) {
    const which = EXPORT_FORMATS.filter(({ unsealed }) => unsealed === undefined).map(({ id }) => id);
    throw new UserError(
      `${to} has no sealed form, for ${format.unsealed}: --sealed goes with ${which.join(', ')}`,
    );
  }
  if (output === '-' && format.binary && stdout.isTTY === true) {
    const example = `${basename(file).replace(/\.jsonl?$/, '')}.${format.extension}`;
    throw new UserError(`${to} is nothing for a terminal: write it to a file, as with -o ${example}`);
  }
  if (output !== '-' && isSameFile(file, output)) {
    throw new UserError(`${output} is the session itself: choose another name with -o`);
  }
  const session = await readSession(file);
  try {
    // A getter that begins anew each time: a format may go through the facts more than once.
    const whole = { [Symbol.iterator]: () => session.facts[Symbol.iterator]() };
    const chosen = options.lane === undefined ? whole : oneLane(whole, options.lane);
    const pieces = batches(await format.write(heldBack(chosen, { sealed, withTyped })));
    if (output === '-') await writeStream(stdout, pieces);
    else await writeFile(output, pieces, options.force === true);
  } finally {
    session.close();
    for (const notice of session.notices) process.stderr.write(`plainsight: ${printable(notice)}\n`);
  }
  return EXIT.held;
}

function findFormat(name: string): ExportFormat {
  const format = EXPORT_FORMATS.find(({ id }) => id === name);
  if (format !== undefined) return format;
  const known = EXPORT_FORMATS.map(({ id }) => id);
  const [nearest = ''] = byLikeness(name, known);
  throw new UserError(
    `there is no format "${name}": did you mean ${nearest}? The formats are ${known.join(', ')}`,
  );
}

/** Writes at the reader's pace, where it is a pipe; who reads it may leave. */
async function writeFile(path: string, pieces: Iterable<Uint8Array>, force: boolean): Promise<void> {
  let file: OutputFile | undefined;
  try {
    file = openOutputFile(path, { force });
    for (const piece of pieces) {
      file.write(piece);
      await file.flush();
      if (file.fault !== undefined) break;
    }
    file.close();
    if (file.fault !== undefined && codeOf(file.fault) !== 'EPIPE') throw file.fault;
  } catch (error) {
    if (error instanceof UserError)
      throw file === undefined ? error : new UserError(`${error.message}; ${path} holds what came before`);
    if (!isSystemError(error)) throw error;
    const held = file === undefined ? '' : '; what is there is not whole';
    throw unwritable(path, error, held);
  } finally {
    file?.close();
  }
}

/** Writes at the reader's pace, until all is handed over or the reader has gone, which is the reader's own affair. */
async function writeStream(stream: Writable, pieces: Iterable<Uint8Array>): Promise<void> {
  // A write's own callback says what is wrong; the event comes after it, and would end the process unheard.
  stream.on('error', () => undefined);
  try {
    for (const piece of pieces) await written(stream, piece);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    if (error.code !== 'EPIPE') throw unwritable('to standard output', error);
  }
}

function written(stream: Writable, piece: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(piece, (error) => {
      if (error === null || error === undefined) resolve();
      else reject(error);
    });
  });
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && 'syscall' in error;
}
