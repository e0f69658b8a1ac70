import { readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import test from 'ava';
import { copyProgram, freshFolder, run } from '../helpers/program.ts';

test('A run leaves nothing in the temporary folder, the home or the folder it was started in.', async (t) => {
  const [temp, home, cwd] = await Promise.all([freshFolder(t), freshFolder(t), freshFolder(t)]);
  const env = { TMPDIR: temp, HOME: home };
  t.is((await run(t, ['run', 'bank-login'], { env, cwd })).code, 0);
  t.is((await run(t, ['run', 'no-such'], { env, cwd })).code, 2);
  t.deepEqual(await Promise.all([temp, home, cwd].map((folder) => readdir(folder))), [[], [], []]);
});

test('Compiled code is kept beside the program, wherever that stands; where it cannot be, nothing breaks.', async (t) => {
  const [parent, temp] = await Promise.all([freshFolder(t), freshFolder(t)]);
  const program = await copyProgram(join(parent, 'a folder é 100%41'));
  const env = { TMPDIR: temp };
  t.like(await run(t, ['run', 'bank-login'], { program, env }), { code: 0, stderr: '' });
  t.true((await readdir(dirname(program))).includes('.cache'));
  t.deepEqual(await readdir(parent), ['a folder é 100%41']);

  const blocked = await copyProgram(join(parent, 'blocked'));
  await writeFile(join(dirname(blocked), '.cache'), 'a file where the folder should be');
  t.like(await run(t, ['run', 'bank-login'], { program: blocked, env }), { code: 0, stderr: '' });
  t.deepEqual(await readdir(temp), []);
});

test('Compiled code that was damaged is made anew.', async (t) => {
  const program = await copyProgram(join(await freshFolder(t), 'damaged'));
  const cache = join(dirname(program), '.cache');
  const listed = await run(t, ['list'], { program });
  const [name = ''] = await readdir(cache);
  const kept = join(cache, name);
  const whole = await readFile(kept);
  for (const damaged of [
    whole.subarray(0, 1000),
    whole.toReversed(),
    Buffer.from(whole).fill(0, 100_000, 200_000),
  ]) {
    await writeFile(kept, damaged);
    t.deepEqual(await run(t, ['list'], { program }), listed);
    t.notDeepEqual(await readFile(kept), Buffer.from(damaged));
  }
  t.deepEqual(await readdir(cache), [name]);
});
