import { openSync, unlinkSync } from 'node:fs';
import { resolve } from 'node:path';
import { codeOf, UserError } from '../errors.ts';
import { unwritable } from '../file-faults.ts';
import { headOf } from '../../lab/facts/fact-log.ts';
import type { FactLog } from '../../lab/facts/fact-log.ts';
import { OutputFile } from '../session/output-file.ts';
import { batches } from './batches.ts';
import type { ExportFormat } from './formats.ts';
import { openingOf } from './opening.ts';
import { heldBack } from './held-back.ts';
import type { HeldBackOptions } from './held-back.ts';

/** Files of one name that may lie in a folder: the last is `-99`. */
const SAME_NAME = 99;

/** Characters that the scenario's part of a file's name has at most. */
const LONGEST_NAME = 64;

/**
 * Writes what a log holds by now, but for what is held back, to a new file in `folder`, which its owner
 * alone can read; gives its whole path. No file is ever overwritten. Throws a UserError that says why there is none.
 */
export async function saveNewFile(
  log: FactLog,
  format: ExportFormat,
  folder: string,
  held: HeldBackOptions,
): Promise<string> {
  const { facts, whole } = headOf(log);
  if (!whole)
    throw new UserError('this run is too long to be written from here: --save it, then export that');
  // The array grows with the run, and a format may go through it more than once.
  const now = facts.slice();
  const opened = openingOf(now);
  const pieces = batches(await format.write(heldBack(now, held)));
  const name = exportFileName(opened?.scenario ?? '') + (held.sealed ? '-sealed' : '');
  return writeNew(folder, name, format.extension, pieces);
}

/** What a file of a scenario is called, without number and end: nothing in it leads out of a folder. */
export function exportFileName(scenario: string): string {
  const safe = scenario
    .replace(/\.ya?ml$/, '')
    .replace(/[^A-Za-z0-9_]+/g, '-')
    .slice(0, LONGEST_NAME)
    .replace(/^-+|-+$/g, '');
  return `plainsight-${safe === '' ? 'session' : safe}`;
}

function writeNew(folder: string, name: string, extension: string, pieces: Iterable<Uint8Array>): string {
  try {
    const { path, file } = openNew(resolve(folder), name, extension);
    try {
      for (const piece of pieces) {
        file.write(piece);
        if (file.fault !== undefined) break;
      }
      file.close();
      if (file.fault !== undefined) throw file.fault;
    } catch (error) {
      // It is ours, and half a file helps nobody.
      unlinkSync(path);
      throw error;
    } finally {
      file.close();
    }
    return path;
  } catch (error) {
    throw unwritable(`${name}.${extension}`, error);
  }
}

/** The first file of this name that is not there yet. */
function openNew(folder: string, name: string, extension: string): { path: string; file: OutputFile } {
  for (let number = 1; number <= SAME_NAME; number += 1) {
    const path = resolve(folder, `${name}${number === 1 ? '' : `-${number}`}.${extension}`);
    try {
      return { path, file: new OutputFile(openSync(path, 'wx', 0o600)) };
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
  }
  throw new UserError(`there are ${SAME_NAME} files of the name ${name}.${extension} here: move some away`);
}
