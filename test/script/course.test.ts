import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import * as fc from 'fast-check';
import { UserError } from '../../src/errors.ts';
import { listCourse } from '../../src/script/catalogue/catalogue.ts';
import { checkCourse, parseCourse } from '../../src/script/catalogue/course-file.ts';
import { arrangeChapters, nextInCourse } from '../../src/script/catalogue/course.ts';
import { idsIn, scenariosFolder } from '../../src/script/catalogue/folder.ts';
import { headIn, readScenario } from '../../src/script/format/scenario-file.ts';

const GOOD = `chapters:
  - title: Ports
    scenarios: [doors, bank-login]
  - title: Trust
    scenarios:
      - mutual-tls
`;
const KNOWN = ['bank-login', 'doors', 'mutual-tls'];

/** Every problem of the good course with one part of it replaced. */
function faults(part: string, by: string): readonly string[] {
  const text = GOOD.replace(part, () => by);
  return parseCourse(text, KNOWN).problems.map((each) => `${each.line}:${each.column} ${each.message}`);
}

const TABLE: Readonly<Record<string, readonly [part: string, by: string, ...expected: string[]]>> = {
  'an id that is like another': [
    'bank-login',
    'bank-logn',
    '3:24 no scenario "bank-logn" lies in the folder of this course; did you mean "bank-login"?',
  ],
  'an id that is like no other': [
    'mutual-tls',
    'weather',
    '6:9 no scenario "weather" lies in the folder of this course',
  ],
  'an id that stands there twice': [
    'mutual-tls',
    'doors',
    '6:9 "doors" stands in the course twice: keep one of them',
  ],
  'an id that is a number': ['mutual-tls', '443', '6:9 no scenario "443" lies in the folder of this course'],
  'a misspelt key': [
    'chapters:',
    'chapter:',
    '1:1 unknown key "chapter" in a course; did you mean "chapters"?',
  ],
  'a key that is like no other': [
    'title: Ports',
    'title: Ports\n    colour: red',
    '3:5 unknown key "colour" in chapter 1; it may have title and scenarios',
  ],
  'a title that is missing': [
    '- title: Ports\n    scenarios',
    '- scenarios',
    '2:5 chapter 1 needs "title": add title: Ports',
  ],
  'an empty title': ['Ports', '""', '2:12 title must not be empty'],
  'a title that is too long': ['Ports', 'P'.repeat(41), '2:12 title must have at most 40 characters, not 41'],
  'a title that turns the text around': [
    'Ports',
    '"a\\u202eb"',
    '2:12 title must not contain control characters: take them out',
  ],
  'scenarios that are no list': ['[doors, bank-login]', 'doors', '3:16 scenarios must be a list, not text'],
  'a chapter without scenarios': [
    '[doors, bank-login]',
    '[]',
    '3:16 scenarios must have at least 1 entry, not 0',
  ],
  'a chapter that is a word': [
    GOOD,
    'chapters: [Ports]\n',
    '1:12 chapter 1 must be keys with values, not text',
  ],
  'a list for a course': [GOOD, '- Ports\n', '1:1 a course must be keys with values, not a list'],
  'a course of nothing': [GOOD, '', '1:1 the file is empty: a course needs chapters'],
  'an alias': [
    'mutual-tls',
    '*doors',
    '6:9 *doors is a YAML alias, which a course does not use: write the value out, or put the whole text in "quotes"',
  ],
};

for (const [title, [part, by, ...expected]] of Object.entries(TABLE)) {
  test(`a course: tells of ${title}`, (t) => {
    t.deepEqual(faults(part, by), expected);
  });
}

test('a good course has its chapters in the order of the file', (t) => {
  t.deepEqual(parseCourse(GOOD, KNOWN), {
    content: {
      chapters: [
        { title: 'Ports', scenarios: ['doors', 'bank-login'] },
        { title: 'Trust', scenarios: ['mutual-tls'] },
      ],
    },
    problems: [],
  });
  t.deepEqual(parseCourse(GOOD).problems, []);
});

test('no text makes the reading of a course throw, and a wrong one has a problem', (t) => {
  fc.assert(
    fc.property(fc.string(), fc.nat(GOOD.length), (noise, at) => {
      const { content, problems } = parseCourse(GOOD.slice(0, at) + noise + GOOD.slice(at), KNOWN);
      return (content === undefined) === problems.length > 0;
    }),
  );
  t.pass();
});

function entry(id: string): { id: string; title: string; minutes: number; shows: string; file: string } {
  return { id, title: id, minutes: 1, shows: id, file: `${id}.yaml` };
}

test('scenarios without a file are left out, and those without a chapter come last', (t) => {
  const { content } = parseCourse(GOOD);
  const chapters = arrangeChapters(content ?? { chapters: [] }, ['bank-login', 'mine', 'doors'].map(entry));
  t.deepEqual(
    chapters.map(({ title, scenarios }) => [title, ...scenarios.map(({ id }) => id)]),
    [
      ['Ports', 'doors', 'bank-login'],
      ['More', 'mine'],
    ],
  );
  t.is(nextInCourse(chapters, 'bank-login')?.id, 'mine');
  t.is(nextInCourse(chapters, 'mine'), undefined);
  t.is(nextInCourse(chapters, 'none'), undefined);
});

test('the course of a folder is read from its file, which is no scenario', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'plainsight-course-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const head = 'title: T\nminutes: 3\nshows: S\n';
  await writeFile(join(folder, 'doors.yaml'), `${head}lanes: {}\n`);
  await writeFile(join(folder, 'zebra.yaml'), `${head}lanes: {}\n`);
  t.deepEqual(idsIn(folder), ['doors', 'zebra']);
  t.deepEqual(
    (await listCourse(folder)).map(({ title }) => title),
    ['More'],
  );
  const path = join(folder, 'course.yaml');
  await writeFile(path, GOOD);
  t.deepEqual(
    (await listCourse(folder)).map(({ title }) => title),
    ['Ports', 'More'],
  );
  t.is((await checkCourse(path)).problems.length, 2);
  await writeFile(path, 'chapters: 3\n');
  const error = await t.throwsAsync(listCourse(folder), { instanceOf: UserError });
  t.deepEqual(error?.position, { file: path, line: 1, column: 11 });
});

test('every scenario that comes with the program stands in its course', async (t) => {
  const chapters = await listCourse();
  t.deepEqual(
    chapters.flatMap(({ scenarios }) => scenarios.map(({ id }) => id)).toSorted(),
    idsIn(scenariosFolder()),
  );
  t.false(chapters.some(({ title }) => title === 'More'));
});

test('a head is what the loader finds in the whole file', async (t) => {
  for (const { title, minutes, shows, file } of (await listCourse()).flatMap(({ scenarios }) => scenarios)) {
    const whole = await readScenario(file);
    t.deepEqual([title, minutes, shows], [whole.title, whole.minutes, whole.shows]);
  }
});

/** The head in a file of this text. */
function headOf(text: string): unknown {
  return headIn(Buffer.from(text), 'x.yaml');
}

test('a head is given where it is whole and sound, whatever is wrong with the rest of the file', (t) => {
  const good = 'title: "A: B"\nminutes: 3\nshows: >\n  Two\n  lines.\n';
  for (const rest of [
    'lanes: [broken\n',
    'lanes: {}\ncolour: red\n',
    'lanes: &a [*a]\n',
    'steps:\n\t- say: x\n',
    'notes: "\u0000"\n',
    '---\n',
  ])
    t.deepEqual(headOf(good + rest), { title: 'A: B', minutes: 3, shows: 'Two lines.' }, rest);
});

test('a head that is wrong is told of as the whole file is', (t) => {
  const rest = 'lanes: { a: { title: A, visit: http://bank.test/ } }\nsteps: [say: S]\n';
  t.deepEqual(headOf(`title: T\nminutes: 1\nshows: S\n${rest}`), { title: 'T', minutes: 1, shows: 'S' });
  for (const [text, message] of [
    ['title: T\nshows: S', 'a scenario needs "minutes": add minutes: 3'],
    ['title: T\nminutes: 0\nshows: S', 'minutes must be at least 1, not 0'],
    ['title: "\\e[2J"\nminutes: 3\nshows: S', 'title must not contain control characters: take them out'],
    [`title: ${'T'.repeat(81)}\nminutes: 3\nshows: S`, 'title must have at most 80 characters, not 81'],
    [
      'title: T\nminutes: 3\nshows: *T',
      '*T is a YAML alias, which a scenario does not use: write the value out, or put the whole text in "quotes"',
    ],
  ] as const)
    t.throws(() => headOf(`${text}\n${rest}`), { instanceOf: UserError, message });
  t.throws(() => headOf(''), { message: /^the file is empty/ });
  t.throws(() => headIn(undefined, 'x.yaml'), { message: /^the file is larger than 256 KiB/ });
});
