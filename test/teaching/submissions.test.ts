import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
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

test('of an archive that is no zip its kind is told, wherever it lies', (t) => {
  const tar = Buffer.alloc(1_024);
  tar.write('answers.yaml');
  tar.write('ustar', 257);
  const { path, remove } = scratch();
  try {
    writeFileSync(join(path, 'ada.tar.gz'), gzipSync(tar));
    writeFileSync(join(path, 'bob.zip'), zipped([{ name: 'all.tar', content: tar }]));
    writeFileSync(join(path, 'cem.yaml'), 'answers:\n');
    t.deepEqual(
      [...gatherSubmissions(path)].map(({ files, notices }) => [files.length, ...notices]),
      [
        [0, 'ada.tar.gz is a gzip archive, and only zip is opened: unpack it, or ask for a zip'],
        [0, 'bob.zip/all.tar is a tar archive, and only zip is opened: unpack it, or ask for a zip'],
        [1],
      ],
    );
  } finally {
    remove();
  }
});
