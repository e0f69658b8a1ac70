import type { Stats } from 'node:fs';
import { closeSync, constants, fstatSync, lstatSync, openSync, opendirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { counted, grouped } from '../../../lab/text/count.ts';
import { UserError } from '../../errors.ts';
import { unreadable } from '../../file-faults.ts';
import { TEACHING_LIMITS } from '../limits.ts';
import { looksLikeAnswers } from '../grade/read-answers.ts';
import { isZip, listZip, tooLargeFile } from './zip.ts';
import { unopenedArchive } from './archive-kinds.ts';
import type { ZipFile } from './zip.ts';

/** A file that was handed in, wherever it lay. Nothing of it is read before it is asked for. */
export interface SubmittedFile {
  /** Where it lay, for sentences alone: hostile text. */
  readonly name: string;
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
    yield* gathered(path, '', budget, true).parts();
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
    const parts = members.map((name) => gathered(path, name, budget).whole());
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
  return gathered(path, '', { entries: 0 }).whole();
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

function gathered(root: string, name: string, budget: Budget, ofClass = false): Gathering {
  const gathering = new Gathering(name === '' ? root : name, budget, ofClass);
  gathering.path(join(root, name), gathering.name, 0);
  return gathering;
}

/** What one student handed in while it is gathered, and how much of the bounds it has used up. */
class Share {
  readonly files: SubmittedFile[] = [];
  readonly notices: string[] = [];
  /** Bytes that were unpacked. */
  spent = { bytes: 0 };
  entries = 0;
  full = false;

  readonly tell = (notice: string): void => {
    if (this.notices.length < TEACHING_LIMITS.notices) this.notices.push(notice);
  };

  take(file: SubmittedFile): void {
    const kind = unopenedArchive(file.start);
    if (kind === undefined) this.files.push(file);
    else this.tell(`${file.name} is a ${kind} archive, and only zip is opened: unpack it, or ask for a zip`);
  }
}

/** One path while it is gathered: a submission, or an archive of those of a whole class. */
class Gathering {
  readonly name: string;
  readonly #budget: Budget;
  /** Whether the path may be an archive of a whole class. */
  readonly #ofClass: boolean;
  /** What is nobody's of a class: the submission, ordinarily. */
  readonly #own = new Share();
  /** What each student of a class has in its archive, so that nobody uses up the bounds of others. */
  readonly #shares = new Map<string, Share>();
  /** Bytes of archives in archives. */
  #held = 0;

  constructor(name: string, budget: Budget, ofClass: boolean) {
    this.name = name;
    this.#budget = budget;
    this.#ofClass = ofClass;
  }

  /** All of it as one submission, with the bounds of one. */
  whole(): Submission {
    const all = [this.#own, ...this.#shares.values()];
    for (const share of all) share.spent = this.#own.spent;
    return {
      name: this.name,
      files: all.flatMap(({ files }) => files),
      notices: all.flatMap(({ notices }) => notices).slice(0, TEACHING_LIMITS.notices),
    };
  }

  /** An archive of a whole class has a folder, an archive or a file for each student; any other is one submission. */
  parts(): readonly Submission[] {
    const shares = [...this.#shares];
    const answered = shares.filter(([, { files }]) => files.some(({ start }) => looksLikeAnswers(start)));
    if (answered.length < 2) return [this.whole()];
    return shares.map(([name, { files, notices }], index) => ({
      name,
      files,
      notices: index === 0 ? [...this.#own.notices, ...notices] : notices,
    }));
  }

  path(path: string, name: string, depth: number): void {
    if (!this.#room(this.#own)) return;
    try {
      const stat = lstatSync(path);
      if (stat.isSymbolicLink()) this.#own.tell(`${name} is a link, which is not followed`);
      else if (stat.isDirectory()) this.#folder(path, name, depth);
      else if (stat.isFile()) this.#file(path, name);
      else this.#own.tell(`${name} is no regular file, and is left alone`);
    } catch (error) {
      this.#own.tell(sentenceOf(name, error));
    }
  }

  #folder(path: string, name: string, depth: number): void {
    if (depth >= TEACHING_LIMITS.depth) {
      this.#own.tell(`${name} lies more than ${TEACHING_LIMITS.depth} folders deep, and is left alone`);
      return;
    }
    const { names, more } = entriesOf(path, TEACHING_LIMITS.files + 1);
    for (const each of names.toSorted()) this.path(join(path, each), `${name}/${each}`, depth + 1);
    if (more) this.#room(this.#own);
  }

  #file(path: string, name: string): void {
    const read = (most: number, whole = true): Buffer | string => readBoundedFile(path, name, most, whole);
    const start = read(START, false);
    if (typeof start === 'string') {
      this.#own.tell(start);
      return;
    }
    if (!isZip(start)) this.#own.take({ name, start, read });
    else this.#archive(read(TEACHING_LIMITS.archive), name, 1, this.#ofClass ? undefined : this.#own);
  }

  /** Takes what lies in an archive: for one student, or each thing for whose it is by its place. */
  #archive(bytes: Buffer | string, name: string, depth: number, share: Share | undefined): void {
    const { tell } = share ?? this.#own;
    if (typeof bytes === 'string') {
      tell(bytes);
      return;
    }
    if (depth > TEACHING_LIMITS.archiveDepth) {
      tell(`${name} is an archive in an archive in an archive, and is left alone`);
      return;
    }
    const { archiveEntries, classEntries } = TEACHING_LIMITS;
    const { files, notices } = listZip(bytes, share === undefined ? classEntries : archiveEntries);
    for (const notice of notices) tell(`${name}: ${notice}`);
    for (const file of files) this.#packed(file, name, depth, share ?? this.#shareOf(file));
  }

  #packed(file: ZipFile, archive: string, depth: number, share: Share): void {
    if (!this.#room(share)) return;
    const name = `${archive}/${file.name}`;
    const read = (most: number): Buffer | string => {
      const left = TEACHING_LIMITS.unpacked - share.spent.bytes;
      const spent = `${name} is left alone: what the archive comes to is more than is unpacked`;
      if (left <= 0) return spent;
      const bound = Math.min(most, left);
      const content = file.read(bound);
      // What was broken off has cost its bound, whatever it says of its size.
      share.spent.bytes += typeof content === 'string' ? bound : content.length;
      if (typeof content !== 'string') return content;
      return bound < most && content === tooLargeFile(file.name, bound) ? spent : `${archive}/${content}`;
    };
    const start = file.start();
    if (!isZip(start)) {
      share.take({ name, start, read });
      return;
    }
    const inner = read(TEACHING_LIMITS.archive);
    if (typeof inner !== 'string') this.#held += inner.length;
    if (this.#held <= TEACHING_LIMITS.held) this.#archive(inner, name, depth + 1, share);
    else share.tell(`${name} is left alone: the archives in the archive come to more than is held`);
  }

  #shareOf({ name }: ZipFile): Share {
    const whose = groupOf(name.split('/')[0] ?? '');
    const share = this.#shares.get(whose) ?? new Share();
    this.#shares.set(whose, share);
    return share;
  }

  /** Whether one more of a share may be looked at; the first that may not is told. */
  #room(share: Share): boolean {
    const most =
      share.files.length >= TEACHING_LIMITS.files
        ? counted(TEACHING_LIMITS.files, 'file')
        : share.entries >= TEACHING_LIMITS.archiveEntries
          ? counted(TEACHING_LIMITS.archiveEntries, 'entry', 'entries')
          : undefined;
    const isFull = this.#budget.entries >= TEACHING_LIMITS.entries;
    if (most === undefined && !isFull) {
      share.entries += 1;
      this.#budget.entries += 1;
      return true;
    }
    if (!share.full)
      share.tell(
        most === undefined
          ? `more than ${grouped(TEACHING_LIMITS.entries)} files were handed in: the rest is left alone`
          : `it has more than ${most}: the rest is left alone`,
      );
    share.full = true;
    return false;
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
