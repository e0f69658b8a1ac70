import type { Stats } from 'node:fs';
import { closeSync, constants, fstatSync, lstatSync, openSync, opendirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { counted, grouped } from '../../../lab/text/count.ts';
import { UserError } from '../../errors.ts';
import { unreadable } from '../../file-faults.ts';
import { TEACHING_LIMITS } from '../limits.ts';
import { looksLikeAnswers } from '../grade/read-answers.ts';
import { isZip, listZip, tooLargeFile } from './zip.ts';

/** A file that was handed in, wherever it lay. Nothing of it is read before it is asked for. */
export interface SubmittedFile {
  /** Where it lay, for sentences alone: hostile text. */
  readonly name: string;
  readonly size: number;
  /** Its first bytes. */
  readonly start: Buffer;
  /** All of it, at most so many bytes; a sentence where it is more, or cannot be read. */
  read(most: number): Buffer | string;
}

/** What somebody handed in: a folder, an archive or a single file. */
export interface Submission {
  readonly name: string;
  readonly files: readonly SubmittedFile[];
  readonly notices: readonly string[];
}

/** Bytes by which it is told what a file is. */
const START = 4096;

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;

/** Counts what is looked at in a whole grading. */
interface Budget {
  entries: number;
}

/**
 * Everything handed in below a path, one submission after another: each folder, archive or file in it is one, and the
 * path itself where it is an archive or a file. Links are not followed and nothing is written anywhere. Throws a
 * `UserError` where the path cannot be read.
 */
export function* gatherSubmissions(path: string): Generator<Submission> {
  const stat = statOrThrow(path);
  const budget: Budget = { entries: 0 };
  if (!stat.isDirectory()) {
    yield* partsOf(gatherOne(path, '', budget, TEACHING_LIMITS.entries), path);
    return;
  }
  const names = entriesOf(path, TEACHING_LIMITS.entries).names.toSorted();
  const groups = Map.groupBy(names, (name) => groupOf(name));
  let count = 0;
  for (const [group, members] of groups) {
    count += 1;
    if (count > TEACHING_LIMITS.submissions)
      throw new UserError(
        `${path} has more than ${grouped(TEACHING_LIMITS.submissions)} submissions, the most that are graded at once`,
      );
    const parts = members.map((name) => gatherOne(path, name, budget, TEACHING_LIMITS.files));
    const [only] = parts;
    yield parts.length === 1 && only !== undefined
      ? only
      : {
          name: group,
          files: parts.flatMap(({ files }) => files),
          notices: parts.flatMap(({ notices }) => notices),
        };
  }
}

/** What a student has in one folder, as that student's own program looks at it. */
export function gatherOwn(path: string): Submission {
  statOrThrow(path);
  return gatherOne(path, '', { entries: 0 }, TEACHING_LIMITS.files);
}

/** An archive of a whole class has a folder, an archive or a file for each student; any other is one submission. */
function partsOf(whole: Submission, path: string): readonly Submission[] {
  const groups = Map.groupBy(whole.files, ({ name }) =>
    groupOf(name.slice(path.length + 1).split('/')[0] ?? ''),
  );
  const answered = [...groups.values()].filter((files) => files.some(({ start }) => looksLikeAnswers(start)));
  if (answered.length < 2) return [whole];
  return [...groups].map(([name, files], index) => ({
    name,
    files,
    notices: index === 0 ? whole.notices : [],
  }));
}

/** Canvas puts the files of all into one folder, each name begun with the student's and two numbers. */
function groupOf(name: string): string {
  return /^[^_/]+_(?:LATE_)?\d+_(?=\d+_)/.exec(name)?.[0] ?? name;
}

function statOrThrow(path: string): Stats {
  try {
    return lstatSync(path);
  } catch (error) {
    throw unreadable(path, error);
  }
}

function gatherOne(root: string, name: string, budget: Budget, most: number): Submission {
  const files: SubmittedFile[] = [];
  const notices: string[] = [];
  const gathering = new Gathering(files, notices, { budget, most });
  gathering.path(join(root, name), name === '' ? root : name, 0);
  return { name: name === '' ? root : name, files, notices: notices.slice(0, TEACHING_LIMITS.notices) };
}

/** One submission while it is gathered. */
class Gathering {
  readonly #files: SubmittedFile[];
  readonly #notices: string[];
  readonly #budget: Budget;
  readonly #most: number;
  #unpacked = 0;
  #full = false;

  constructor(
    files: SubmittedFile[],
    notices: string[],
    { budget, most }: { readonly budget: Budget; readonly most: number },
  ) {
    this.#files = files;
    this.#notices = notices;
    this.#budget = budget;
    this.#most = most;
  }

  path(path: string, name: string, depth: number): void {
    if (!this.#room()) return;
    try {
      const stat = lstatSync(path);
      if (stat.isSymbolicLink()) this.#tell(`${name} is a link, which is not followed`);
      else if (stat.isDirectory()) this.#folder(path, name, depth);
      else if (stat.isFile()) this.#file(path, name);
      else this.#tell(`${name} is no regular file, and is left alone`);
    } catch (error) {
      this.#tell(sentenceOf(name, error));
    }
  }

  #folder(path: string, name: string, depth: number): void {
    if (depth >= TEACHING_LIMITS.depth) {
      this.#tell(`${name} lies more than ${TEACHING_LIMITS.depth} folders deep, and is left alone`);
      return;
    }
    const { names, more } = entriesOf(path, TEACHING_LIMITS.files + 1);
    for (const each of names.toSorted()) this.path(join(path, each), `${name}/${each}`, depth + 1);
    if (more) this.#room();
  }

  #file(path: string, name: string): void {
    const read = (most: number, whole = true): Buffer | string => readBoundedFile(path, name, most, whole);
    const start = read(START, false);
    if (typeof start === 'string') {
      this.#tell(start);
      return;
    }
    const { size } = lstatSync(path);
    if (!isZip(start)) this.#files.push({ name, size, start, read });
    else this.#archive(read(TEACHING_LIMITS.archive), name, 1);
  }

  #archive(bytes: Buffer | string, name: string, depth: number): void {
    if (typeof bytes === 'string') {
      this.#tell(bytes);
      return;
    }
    if (depth > TEACHING_LIMITS.archiveDepth) {
      this.#tell(`${name} is an archive in an archive in an archive, and is left alone`);
      return;
    }
    const { files, notices } = listZip(bytes);
    for (const notice of notices) this.#tell(`${name}: ${notice}`);
    for (const file of files) {
      if (!this.#room()) return;
      const own = `${name}/${file.name}`;
      const read = (most: number): Buffer | string => {
        const left = TEACHING_LIMITS.unpacked - this.#unpacked;
        if (left <= 0) return `${own} is left alone: what the archive comes to is more than is unpacked`;
        const content = file.read(Math.min(most, left));
        // What was broken off has cost its bound.
        this.#unpacked += typeof content === 'string' ? Math.min(most, left, file.size) : content.length;
        return typeof content === 'string' ? `${name}/${content}` : content;
      };
      const start = file.start();
      if (isZip(start)) this.#archive(read(TEACHING_LIMITS.archive), own, depth + 1);
      else this.#files.push({ name: own, size: file.size, start, read });
    }
  }

  /** Whether one more may be looked at; the first that may not is told. */
  #room(): boolean {
    this.#budget.entries += 1;
    if (this.#budget.entries > TEACHING_LIMITS.entries) {
      if (!this.#full)
        this.#tell(
          `more than ${grouped(TEACHING_LIMITS.entries)} files were handed in: the rest is left alone`,
        );
      this.#full = true;
      return false;
    }
    if (this.#files.length < this.#most) return true;
    if (!this.#full) this.#tell(`it has more than ${counted(this.#most, 'file')}: the rest is left alone`);
    this.#full = true;
    return false;
  }

  #tell(notice: string): void {
    if (this.#notices.length < TEACHING_LIMITS.notices) this.#notices.push(notice);
  }
}

function sentenceOf(name: string, error: unknown): string {
  const said = unreadable(name, error);
  if (said instanceof UserError) return said.message;
  throw error;
}

function entriesOf(path: string, most: number): { readonly names: string[]; readonly more: boolean } {
  let folder;
  try {
    folder = opendirSync(path);
    const names: string[] = [];
    for (let entry = folder.readSync(); entry !== null; entry = folder.readSync()) {
      if (names.length >= most) return { names, more: true };
      // Not what somebody handed in: leavings of macOS and of Windows.
      if (!['__MACOSX', '.DS_Store', 'Thumbs.db'].includes(entry.name)) names.push(entry.name);
    }
    return { names, more: false };
  } catch (error) {
    throw unreadable(path, error);
  } finally {
    folder?.closeSync();
  }
}

/** A regular file's bytes, at most so many; `whole` says that more would be too many. */
function readBoundedFile(path: string, name: string, most: number, whole: boolean): Buffer | string {
  let file: number | undefined;
  try {
    file = openSync(path, O_RDONLY | (O_NOFOLLOW ?? 0) | (O_NONBLOCK ?? 0));
    const stat = fstatSync(file);
    if (!stat.isFile()) return `${name} is no regular file, and is left alone`;
    if (whole && stat.size > most) return tooLargeFile(name, most);
    const bytes = Buffer.alloc(Math.min(most, stat.size));
    let length = 0;
    while (length < bytes.length) {
      const read = readSync(file, bytes, length, bytes.length - length, length);
      if (read === 0) break;
      length += read;
    }
    return bytes.subarray(0, length);
  } catch (error) {
    return sentenceOf(name, error);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
