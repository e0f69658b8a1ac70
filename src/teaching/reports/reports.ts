import { counted } from '../../../lab/text/count.ts';
import { printable } from '../../../lab/text/printable.ts';
import { csvCell, harmlessCell } from '../csv.ts';
import type { GradedSubmission } from '../grade/grade.ts';
import type { TaskOutcome } from '../grade/verdict.ts';

const SIGNS: Readonly<Record<TaskOutcome, string>> = {
  right: 'right',
  partly: 'partly',
  wrong: 'wrong',
  missing: 'no answer',
  another: 'of another',
  unchecked: 'unchecked',
};

/** What came of a grading as a table for a terminal: a line a submission, with its notices below it. */
export function gradedTable(graded: readonly GradedSubmission[]): readonly string[] {
  const most = Math.max(0, ...graded.map(({ verdicts }) => verdicts.length));
  const head = [
    'student',
    'submission',
    ...Array.from({ length: most }, (_, index) => `${index + 1}`),
    'points',
  ];
  const rows = graded.map(({ owner, submission, verdicts, points, of }) => [
    printable(owner?.student ?? '?'),
    printable(submission),
    ...Array.from({ length: most }, (_, index) => {
      const verdict = verdicts[index];
      return verdict === undefined ? '' : SIGNS[verdict.outcome];
    }),
    of === 0 ? '–' : `${points} of ${of}`,
  ]);
  const widths = head.map((_, column) =>
    Math.max(...[head, ...rows].map((row) => (row[column] ?? '').length)),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [
    line(head),
    ...rows.flatMap((row, index) => [
      line(row),
      ...(graded[index]?.notices ?? []).map((notice) => `    ${printable(notice)}`),
    ]),
  ];
}

/** What came of one's own folder: a line a task, with its sentence. */
export function ownReport({ verdicts, points, of, notices }: GradedSubmission): readonly string[] {
  const left = verdicts.filter(({ outcome }) => outcome === 'unchecked');
  return [
    ...notices.map((notice) => printable(notice)),
    ...verdicts.map(
      ({ task, title, outcome, feedback }) =>
        `${task}. ${printable(title)}: ${outcome === 'right' ? '' : `${SIGNS[outcome]}. `}${printable(feedback)}`,
    ),
    `${points} of ${of} points${left.length === 0 ? '' : `; ${counted(left.length, 'task')} only your teacher can check`}`,
  ];
}

/** The same as JSON: an array with an object for each submission. */
export function gradedJson(graded: readonly GradedSubmission[]): string {
  const plain = graded.map(({ owner, ...rest }) => ({
    student: owner?.student,
    course: owner?.course,
    scenario: owner?.scenario,
    ...rest,
  }));
  return `${JSON.stringify(plain, undefined, 2)}\n`;
}

/** The same as CSV, a row a submission. What others wrote is no formula in it. */
export function gradedCsv(graded: readonly GradedSubmission[]): string {
  const most = Math.max(0, ...graded.map(({ verdicts }) => verdicts.length));
  const tasks = Array.from({ length: most }, (_, index) => [`task ${index + 1}`, `feedback ${index + 1}`]);
  const head = ['student', 'name', 'scenario', 'submission', 'points', 'of', ...tasks.flat(), 'notices'];
  const rows = graded.map(({ owner, name, submission, verdicts, points, of, notices }) => [
    harmlessCell(owner?.student ?? ''),
    harmlessCell(name),
    harmlessCell(owner?.scenario ?? ''),
    harmlessCell(submission),
    String(points),
    String(of),
    ...Array.from({ length: most }, (_, index) => {
      const verdict = verdicts[index];
      return verdict === undefined ? ['', ''] : [String(verdict.points), harmlessCell(verdict.feedback)];
    }).flat(),
    harmlessCell(notices.join(' · ')),
  ]);
  return [head.map((cell) => csvCell(cell)), ...rows].map((row) => `${row.join(',')}\r\n`).join('');
}

/** The same as JUnit XML: a suite a submission, a test a task; what only a teacher can check is skipped. */
export function gradedJunit(graded: readonly GradedSubmission[]): string {
  const all = graded.flatMap(({ verdicts }) => verdicts);
  const suites = graded.map(({ owner, submission, verdicts, notices }) => {
    const name = owner === undefined ? submission : `${owner.scenario}.${owner.student}`;
    const cases = verdicts.map((verdict) => {
      const { task, title, outcome, feedback, evidence, points, of } = verdict;
      const inside =
        outcome === 'right'
          ? ''
          : outcome === 'unchecked'
            ? `<skipped message="${xml(feedback)}"/>`
            : `<failure message="${xml(feedback)}" type="${outcome}">${xml(evidence)}</failure>`;
      const own = `<properties><property name="points" value="${points}"/><property name="of" value="${of}"/></properties>`;
      return `    <testcase classname="${xml(name)}" name="${xml(`${task}. ${title}`)}" time="0">${own}${inside}</testcase>\n`;
    });
    const said = notices.length === 0 ? '' : `    <system-out>${xml(notices.join('\n'))}</system-out>\n`;
    return `  <testsuite name="${xml(name)}" ${counts(verdicts)} time="0">\n${cases.join('')}${said}  </testsuite>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="plainsight" ${counts(all)} time="0">\n${suites.join('')}</testsuites>\n`;
}

function counts(verdicts: readonly { readonly outcome: TaskOutcome }[]): string {
  const skipped = verdicts.filter(({ outcome }) => outcome === 'unchecked').length;
  const right = verdicts.filter(({ outcome }) => outcome === 'right').length;
  return `tests="${verdicts.length}" failures="${verdicts.length - skipped - right}" errors="0" skipped="${skipped}"`;
}

/** Text for XML 1.0, which has no place for most control characters. */
function xml(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;');
}
