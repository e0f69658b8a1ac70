import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { gatherSubmissions } from '../../src/teaching/submissions/gather.ts';
import { scratch } from '../helpers/class.ts';
import { zipped } from '../helpers/zip-maker.ts';

test('in an archive of a whole class nobody uses up the bounds of another', (t) => {
  const answers = Buffer.from('answers:\n  1: x\nhandout:\n  student: ada\n');
  const many = Array.from({ length: 2_000 }, (_, index) => ({
    name: `Ada_1_assignsubmission_file/${index}`,
    content: answers,
    stored: true,
  }));
  const huge = Array.from({ length: 9 }, (_, index) => ({
    name: `Bob_2_assignsubmission_file/${index}.zip`,
    content: zipped([{ name: 'x', content: Buffer.alloc(20 * 1024 * 1024), stored: true }]),
  }));
  const own = ['Cem_3', 'Dan_4'].map((who) => ({
    name: `${who}_assignsubmission_file/answers.yaml`,
    content: answers,
  }));
  const { path, remove } = scratch();
  try {
    writeFileSync(join(path, 'all.zip'), zipped([...many, ...huge, ...own]));
    const parts = [...gatherSubmissions(join(path, 'all.zip'))];
    t.deepEqual(
      parts.map(({ name, files, notices }) => [name.slice(0, 3), files.length, notices.length]),
      [
        ['Ada', 200, 1],
        ['Bob', 6, 3],
        ['Cem', 1, 0],
        ['Dan', 1, 0],
      ],
    );
    t.deepEqual(parts[0]?.notices, ['it has more than 200 files: the rest is left alone']);
    for (const part of parts.slice(2)) t.deepEqual(part.files[0]?.read(1_000), answers);
  } finally {
    remove();
  }
});
