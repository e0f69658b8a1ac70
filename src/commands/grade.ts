import { copyFileSync, existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { counted } from '../../lab/text/count.ts';
import { printable } from '../../lab/text/printable.ts';
import { codeOf, UserError } from '../errors.ts';
import { unreadable, unwritable } from '../file-faults.ts';
import { findScenario } from '../script/catalogue/catalogue.ts';
import { loadScenario } from '../script/load.ts';
import type { Scenario } from '../script/scenario.ts';
import { openOutputFile } from '../session/output-file.ts';
import { readClassKey } from '../teaching/class-key.ts';
import { gradeAll, gradeOwn, isOwnedBy } from '../teaching/grade/grade.ts';
import type { GradedSubmission } from '../teaching/grade/grade.ts';
import { TEACHING_LIMITS } from '../teaching/limits.ts';
import { fillGradebook } from '../teaching/reports/gradebook.ts';
import { gradedCsv, gradedJson, gradedJunit, gradedTable, ownReport } from '../teaching/reports/reports.ts';
import { readTruth } from '../teaching/truth.ts';
import type { TruthLine } from '../teaching/truth.ts';
import { EXIT } from './exit.ts';
import { isInside, readText } from './handout.ts';
import { openOutput } from './output.ts';

/** What `plainsight grade` is told. */
export interface GradeOptions {
  readonly key?: string;
  readonly self?: boolean;
  readonly truth?: string;
  /** A file of one's own for a scenario that is not in the catalogue. */
  readonly scenario?: string;
  readonly json?: string;
  readonly junit?: string;
  readonly csv?: string;
  readonly gradebook?: string;
  readonly column?: string;
  readonly by?: string;
  readonly force?: boolean;
}

/** Grades what was handed in, or with `self` what a student is about to hand in; the exit status of that is 1 where something is not right yet. */
export async function grade(path: string, options: GradeOptions): Promise<number> {
  refuseMixed(options);
  const scenarioOf = scenarioFinder(options.scenario);
  const output = openOutput(process.stdout, 'run');
  const tell = (lines: readonly string[]): void => output.write(lines.map((line) => `${line}\n`).join(''));
  if (options.self === true) {
    const own = await gradeOwn(path, scenarioOf);
    tell(ownReport(own));
    writeReports([own], options);
    await output.flush();
    const open = own.verdicts.some(({ outcome }) => outcome !== 'right' && outcome !== 'unchecked');
    return open || own.verdicts.length === 0 ? EXIT.failed : EXIT.held;
  }
  for (const report of [options.json, options.junit, options.csv])
    if (report !== undefined && isInside(report, path))
      throw new UserError(
        `${report} may not lie in ${path}, all of which is graded: name another place for it`,
      );
  const key = readClassKey(options.key ?? '');
  const truth =
    options.truth === undefined
      ? []
      : readTruth(readText(options.truth, TEACHING_LIMITS.truth), options.truth);
  const graded = await gradeAll(path, { key, truth, scenarioOf });
  refuseOthersTruth(options.truth, truth, graded);
  tell(gradedTable(graded));
  tell([`${counted(graded.length, 'submission')} graded`]);
  writeReports(graded, options);
  if (options.gradebook !== undefined) tell(fillFile(options.gradebook, graded, options));
  await output.flush();
  refuseOthersKey(options.key ?? '', graded);
  return EXIT.held;
}

function refuseMixed({ self, key, truth, gradebook, column, by }: GradeOptions): void {
  if (self !== true && key === undefined)
    throw new UserError('name the class key with --key; a student without it uses --self');
  if (self === true && (key ?? truth ?? gradebook) !== undefined)
    throw new UserError('--self goes without --key, --truth and --gradebook, which are a teacher’s');
  if ((gradebook === undefined) !== (column === undefined))
    throw new UserError(
      '--gradebook and --column go together: the file, and the title of the column to fill',
    );
  if (by !== undefined && gradebook === undefined) throw new UserError('--by goes with --gradebook');
}

/** A truth file without any of those who handed in is that of other hand-outs. */
function refuseOthersTruth(
  path: string | undefined,
  truth: readonly TruthLine[],
  graded: readonly GradedSubmission[],
): void {
  const counting = graded.filter(({ counts }) => counts);
  const isIn = ({ owner }: GradedSubmission): boolean =>
    truth.some((line) => owner !== undefined && isOwnedBy(line, owner));
  if (path === undefined || counting.length === 0 || counting.some(isIn)) return;
  throw new UserError(`${path} has none of these submissions: it is the truth of other hand-outs`);
}

/** Where no answers are under the class key, it is hardly the one that they were handed out with. Told after all else, for one may have changed them. */
function refuseOthersKey(path: string, graded: readonly GradedSubmission[]): void {
  if (graded.length === 0 || graded.some(({ counts }) => counts)) return;
  throw new UserError(
    `nothing in ${counted(graded.length, 'submission')} counts, for no answers are under ${path}: is it the class key of these hand-outs?`,
  );
}

/** Finds the scenario of a hand-out: the file that was named, or the one of the catalogue. Each is read once. */
function scenarioFinder(file: string | undefined): (id: string) => Promise<Scenario> {
  const known = new Map<string, Promise<Scenario>>();
  return async (id) => {
    const own = file === undefined ? undefined : await (known.get('') ?? keep('', file));
    if (own?.id === id) return own;
    if (!/^[\w-]{1,80}$/.test(id))
      throw new UserError(`a hand-out is of the scenario "${printable(id)}": name its file with --scenario`);
    return known.get(id) ?? keep(id, findScenario(id));
  };

  function keep(id: string, path: string): Promise<Scenario> {
    const loading = loadScenario(path);
    known.set(id, loading);
    return loading;
  }
}

function writeReports(graded: readonly GradedSubmission[], options: GradeOptions): void {
  const { json, junit, csv, force = false } = options;
  for (const [path, content] of [
    [json, gradedJson],
    [junit, gradedJunit],
    [csv, gradedCsv],
  ] as const) {
    if (path === undefined) continue;
    try {
      const file = openOutputFile(path, { force });
      file.write(Buffer.from(content(graded)));
      file.close();
      if (file.fault !== undefined) throw file.fault;
    } catch (error) {
      throw unwritable(path, error);
    }
  }
}

/** Fills the teacher's own file: a copy of it as it was stays beside it, and the new one takes its place whole. */
function fillFile(
  path: string,
  graded: readonly GradedSubmission[],
  options: GradeOptions,
): readonly string[] {
  const points = new Map<string, number>();
  for (const { owner, points: own } of graded)
    if (owner !== undefined) points.set(owner.student, Math.max(own, points.get(owner.student) ?? 0));
  const before = readBytes(path);
  const { bytes, filled, notices } = fillGradebook(before, path, {
    column: options.column ?? '',
    points,
    ...(options.by !== undefined && { by: options.by }),
  });
  const kept = `${path}.before`;
  const fresh = `${path}.${process.pid}.new`;
  try {
    if (!existsSync(kept)) copyFileSync(path, kept);
    writeFileSync(fresh, bytes, { flag: 'wx', mode: statSync(path).mode & 0o777 });
    renameSync(fresh, path);
  } catch (error) {
    throw unwritable(path, error);
  }
  return [
    `${counted(filled, 'cell')} filled in ${printable(path)}; as it was before the first time it stays in ${printable(kept)}`,
    ...notices.map((notice) => printable(notice)),
  ];
}

function readBytes(path: string): Buffer {
  try {
    if (statSync(path).size > TEACHING_LIMITS.csv)
      throw new UserError(
        `${path} is larger than ${TEACHING_LIMITS.csv} bytes, the most that is read of a gradebook`,
      );
    return readFileSync(path);
  } catch (error) {
    throw codeOf(error) === '' ? error : unreadable(path, error);
  }
}
