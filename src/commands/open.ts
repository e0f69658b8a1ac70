import { basename } from 'node:path';
import { closeSync } from 'node:fs';
import { counted } from '../../lab/text/count.ts';
import { printable } from '../../lab/text/printable.ts';
import type { Fact } from '../../lab/facts/session.ts';
import { UserError } from '../errors.ts';
import { transcriber } from '../export/text.ts';
import { programVersion } from '../root.ts';
import { toJsonLine } from '../session/json.ts';
import { openOutputFile } from '../session/output-file.ts';
import { Session } from '../session/session.ts';
import type { CaptureSession } from '../sources/capture-facts.ts';
import { readHar } from '../sources/har.ts';
import { Keys, linesOfKeylog } from '../sources/keylog.ts';
import { SOURCE_LIMITS } from '../sources/limits.ts';
import { EXIT } from './exit.ts';
import { CaptureFile } from './open/capture-file.ts';
import { bytesOf, openRegular, wholeTextOf } from './open/regular-file.ts';
import type { RegularFile } from './open/regular-file.ts';
import { printFacts } from './print-facts.ts';
import { isSameFile } from './same-file.ts';
import { themeOf } from './stage-look.ts';
import { hasStage } from './terminal.ts';

/** Options of `plainsight open`. */
export interface OpenOptions {
  /** A key log file. */
  readonly keys?: string;
  readonly text?: boolean;
  readonly json?: boolean;
  readonly save?: string;
  readonly force?: boolean;
  readonly withTyped?: boolean;
  readonly theme?: string;
}

/**
 * Opens a capture or a HAR from elsewhere: on the stage in a terminal, else as text or JSON. Nothing is written but what is asked
 * for. Throws a `UserError` for a file that is neither.
 */
export async function openFile(path: string, options: OpenOptions): Promise<number> {
  const theme = themeOf(options.theme ?? 'auto');
  const keys = new Keys();
  if (options.keys !== undefined) readKeys(options.keys, keys);
  if (options.save !== undefined && isSameFile(path, options.save))
    throw new UserError(`${options.save} is the capture itself: choose another name with --save`);
  const file = openRegular(path);
  const onStage = hasStage() && options.text !== true && options.json !== true && options.save === undefined;
  try {
    if (JSON_START.test(bytesOf(file, 0, JSON_PEEK).toString('latin1'))) {
      const session = harSession(file);
      if (!onStage) return await write(session.facts, options, path);
      const { openHarStage } = await import('./open/open-stage.ts');
      return await openHarStage(session, theme, options.withTyped === true);
    }
    const capture = new CaptureFile(file, keys, sessionFor(path, 'capture'));
    if (!onStage) return await write(capture.facts(), options, path);
    const { openCaptureStage } = await import('./open/open-stage.ts');
    return await openCaptureStage(capture, theme, options.withTyped === true);
  } finally {
    closeSync(file.file);
  }
}

/** How JSON begins, with a byte order mark or without; and bytes that are looked at for that. */
const JSON_START = /^(?:\xef\xbb\xbf)?\s*[{[]/;
const JSON_PEEK = 64;

function sessionFor(path: string, kind: 'capture' | 'har'): CaptureSession {
  const file = basename(path).slice(0, SOURCE_LIMITS.told);
  return { version: programVersion(), title: file, source: { kind, file } };
}

function readKeys(path: string, keys: Keys): void {
  const file = openRegular(path);
  try {
    for (const line of linesOfKeylog(wholeTextOf(file))) keys.add(line);
  } finally {
    closeSync(file.file);
  }
  if (keys.count === 0)
    throw new UserError(
      `${path} holds no secret of TLS: a key log has lines such as CLIENT_RANDOM, a random and a secret (RFC 9850)`,
    );
}

function harSession(file: RegularFile): Session {
  const session = new Session(() => 0);
  const fault = readHar(wholeTextOf(file), sessionFor(file.path, 'har'), session.restore);
  if (fault !== undefined) throw new UserError(`${file.path}: ${fault}`);
  return session;
}

/** Writes a session's facts as they come: as text or JSON, and to the file that is asked for. */
async function write(facts: Iterable<Fact>, options: OpenOptions, path: string): Promise<number> {
  const quiet = options.save !== undefined && options.json !== true && options.text !== true;
  const linesOf = quiet
    ? () => []
    : options.json === true
      ? (fact: Fact) => [toJsonLine(fact)]
      : transcriber();
  const file =
    options.save === undefined ? undefined : openOutputFile(options.save, { force: options.force === true });
  let connections = 0;
  const passing = async (fact: Fact): Promise<void> => {
    if (fact.type === 'connection-opened') connections += 1;
    if (file === undefined || file.fault !== undefined) return;
    file.write(Buffer.from(`${toJsonLine(fact)}\n`));
    await file.flush();
  };
  const saved = (): string =>
    `${printable(path)}: ${counted(connections, 'connection')}, saved in ${printable(options.save ?? '')}\n`;
  try {
    await printFacts(facts, linesOf, passing, quiet ? saved : undefined);
  } finally {
    file?.close();
  }
  if (file?.fault !== undefined)
    throw new UserError(`${options.save} could not be written whole: ${file.fault.message}`);
  return EXIT.held;
}
