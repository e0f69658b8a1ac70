import test from 'ava';
import * as fc from 'fast-check';
import { isZip, listZip } from '../../src/teaching/submissions/zip.ts';
import { zipped } from '../helpers/zip-maker.ts';

const text = (content: string): Buffer => Buffer.from(content);

test('files are listed and unpacked as they were put in', (t) => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ content: fc.uint8Array({ maxLength: 5_000 }), stored: fc.boolean() }), {
        maxLength: 6,
      }),
      (files) => {
        const archive = zipped(files.map((file, index) => ({ name: `d/${index}.txt`, ...file })));
        const { files: found, notices } = listZip(archive);
        t.true(isZip(archive));
        t.deepEqual(notices, []);
        t.deepEqual(
          found.map((file) => [file.name, file.read(5_000)]),
          files.map(({ content }, index) => [`d/${index}.txt`, Buffer.from(content)]),
        );
        for (const [index, file] of found.entries()) {
          const start = file.start();
          t.deepEqual(start, Buffer.from(files[index]?.content.subarray(0, start.length) ?? []));
        }
      },
    ),
    { numRuns: 60 },
  );
});

test('bytes that are no archive, or a damaged one, are told of and never thrown at', (t) => {
  const good = zipped([{ name: 'a', content: text('a'.repeat(300)) }]);
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array({ maxLength: 400 }),
        fc.tuple(fc.nat(good.length - 1), fc.nat(255)).map(([at, byte]) => {
          const bytes = Buffer.from(good);
          bytes[at] = byte;
          return bytes;
        }),
        fc.nat(good.length).map((length) => good.subarray(0, length)),
      ),
      (bytes) => {
        const { files, notices } = listZip(bytes);
        for (const file of files) {
          t.true(file.start().length <= 4096);
          const content = file.read(1_000);
          t.true(typeof content === 'string' || content.length <= 1_000);
        }
        t.true(notices.every((notice) => notice.length > 0));
      },
    ),
    { numRuns: 500 },
  );
});

test('an archive that unpacks to more than is wanted is broken off', (t) => {
  const bomb = zipped([{ name: 'answers.yaml', content: Buffer.alloc(64 * 1024 * 1024), says: 100 }]);
  t.true(bomb.length < 100_000);
  const [file] = listZip(bomb).files;
  t.is(file?.read(65_536), 'answers.yaml is larger than 65,536 bytes, the most that is read of such a file');
  t.true((file?.start().length ?? 0) <= 4096);
});

test('what leads out of an archive, a link, and what is encrypted is left alone with a sentence', (t) => {
  const { files, notices } = listZip(
    zipped([
      { name: '../../etc/passwd', content: text('x') },
      { name: '/etc/passwd', content: text('x') },
      { name: String.raw`..\x`, content: text('x') },
      { name: 'c:/x', content: text('x') },
      { name: 'link', content: text('/etc/passwd'), mode: 0o120777 },
      { name: 'secret', content: text('x'), flags: 0x801 },
      { name: 'fine..txt', content: text('x') },
    ]),
  );
  t.deepEqual(
    files.map(({ name }) => name),
    ['fine..txt'],
  );
  t.deepEqual(notices, [
    '../../etc/passwd leads out of the archive, and is left alone',
    '/etc/passwd leads out of the archive, and is left alone',
    String.raw`..\x leads out of the archive, and is left alone`,
    'c:/x leads out of the archive, and is left alone',
    'link is a link, which is not followed',
    'secret is encrypted, and is not read',
  ]);
});

test('of an archive with too many entries only the first are looked at', (t) => {
  const many = zipped(Array.from({ length: 1_200 }, (_, index) => ({ name: `${index}`, content: text('') })));
  const { files, notices } = listZip(many);
  t.is(files.length, 1_000);
  t.deepEqual(notices, ['the archive has 1,200 entries, and only the first 1,000 are looked at']);
});
