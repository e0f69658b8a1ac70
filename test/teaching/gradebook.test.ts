import test from 'ava';
import * as fc from 'fast-check';
import { csvCell, harmlessCell, readCsv } from '../../src/teaching/csv.ts';
import { fillGradebook } from '../../src/teaching/reports/gradebook.ts';

const POINTS = new Map([
  ['ada', 7.5],
  ['bob', 0],
]);

function filled(text: string, column: string, by?: string, encoding: BufferEncoding = 'utf8'): string {
  const options = { column, points: POINTS, ...(by !== undefined && { by }) };
  return fillGradebook(Buffer.from(text, encoding), 'book.csv', options).bytes.toString(encoding);
}

const MOODLE =
  '\ufeffIdentifier,"Full name","ID number","Email address",Status,Grade,"Maximum Grade","Grade can be changed","Last modified (grade)","Feedback comments"\r\n' +
  '"Participant 101","Ada ""Countess"" Lovelace",ada,ada@uni.test,"Submitted, for grading",,10.00,Yes,-,"=cmd|\' /C calc\'!A0"\r\n' +
  '"Participant 102",Bob,bob,bob@uni.test,"No submission",3.00,10.00,Yes,"Friday, 1 May",\r\n' +
  '"Participant 103",Carol,carol,c@uni.test,,,10.00,Yes,-,"two\nlines"\r\n';

const CANVAS =
  'Student,ID,SIS User ID,SIS Login ID,Section,Lab 2 (4711),Lab 3 (4712)\n' +
  '    Points Possible,,,,,10.0,10.0\n' +
  '"Lovelace, Ada",1,ada,ada@uni.test,A,9.0,\n' +
  '"Tables, Bob",2,bob,bob@uni.test,A,,"1.0"\n' +
  '"Student, Test",3,,,A,,\n';

test('Moodle’s gradebook: the cells of two students are written, and nothing else', (t) => {
  const expected = MOODLE.replace('grading",,10.00', 'grading",7.5,10.00').replace(',3.00,10.00', ',0,10.00');
  t.is(filled(MOODLE, 'Grade'), expected);
});

test('Canvas’s gradebook: the title may be without its number, and quotes stay', (t) => {
  const expected = CANVAS.replace('A,9.0,\n', 'A,9.0,7.5\n').replace(',"1.0"', ',"0"');
  t.is(filled(CANVAS, 'Lab 3'), expected);
  t.is(filled(CANVAS, 'Lab 3 (4712)'), expected);
});

test('other gradebooks: semicolons, commas in numbers, UTF-16 and Latin-1', (t) => {
  t.is(filled('Nr;Note\nada;1,3\nx;2,7', 'Note'), 'Nr;Note\nada;7,5\nx;2,7');
  t.is(filled('\ufeffNr\tNote\r\nADA\t', 'Note', undefined, 'utf16le'), '\ufeffNr\tNote\r\nADA\t7.5');
  t.is(
    filled('Name;Nr;Note\nJosé;ada;\n', 'Note', 'Nr', 'latin1'),
    'Name;Nr;Note\nJosé;ada;7,5\n'.replace(',', '.'),
  );
});

test('what cannot be filled in is said', (t) => {
  const says = (text: string, column: string, by?: string): string =>
    t.throws(() => filled(text, column, by))?.message ?? '';
  t.is(says('Nr,Note\nada,', 'Lab'), 'book.csv has no column "Lab": it has "Nr" and "Note"');
  t.regex(says('Nr,Lab 3 (1),Lab 3 (2)\nada,,', 'Lab 3'), /has 2 columns that could be "Lab 3"/);
  t.regex(says('Nr,Note\neve,', 'Note'), /has none of the graded students in any column/);
  t.regex(says('Nr,Note\nada,', 'Note', 'Id'), /has no column "Id"/);
  const { bytes, notices } = fillGradebook(Buffer.from('Nr,Note\nada,1\nada,2\n'), 'book.csv', {
    column: 'Note',
    points: POINTS,
  });
  t.is(bytes.toString(), 'Nr,Note\nada,1\nada,2\n');
  t.deepEqual(notices, [
    'ada stands in two rows: neither is filled in',
    '1 student graded and not in the gradebook: bob',
  ]);
});

test('whatever is written as cells is read as it was', (t) => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.string(), { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 }),
      (rows) => {
        const text = `a,b\n${rows.map((row) => row.map((cell) => csvCell(cell)).join(',')).join('\n')}\n`;
        t.deepEqual(
          readCsv(text)
            .rows.slice(1)
            .map((row) => row.map(({ value }) => value)),
          rows,
        );
      },
    ),
  );
  fc.assert(
    fc.property(fc.string(), (text) => {
      for (const row of readCsv(text).rows)
        for (const { from, to } of row) t.true(from >= 0 && from <= to && to <= text.length);
    }),
  );
});

test('a formula is none in a cell that others wrote', (t) => {
  for (const text of ['=1+1', '+1', '-1', '@x', '\t=1', ' =1', '|x', '＝1', '\r=1'])
    t.true(harmlessCell(text).replace(/^"/, '').startsWith("'"), JSON.stringify(text));
  t.is(harmlessCell('Ada, Countess'), '"Ada, Countess"');
});
