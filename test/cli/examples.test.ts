import { readFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { parse } from 'yaml';
import { programRoot } from '../../src/root.ts';
import { isGroup } from '../../src/script/file/words.ts';
import { handOut } from '../helpers/class.ts';
import { PROGRAM } from '../helpers/program.ts';
import { fillAnswers } from '../../tools/support/tshark-solver.ts';

const made = await handOut('bank-login', 'ada');
test.after.always(() => made.remove());

/** The commands of an example that come after Plainsight is there, as one script of a shell that stops at the first that fails. */
function commandsOf(file: string): string {
  const content: unknown = parse(readFileSync(join(programRoot(), 'examples', 'ci', file), 'utf8'));
  const lines = (value: unknown): readonly string[] =>
    isGroup(value)
      ? [
          ...('run' in value && value['name'] !== 'Plainsight' ? [String(value['run'])] : []),
          ...Object.values(value).flatMap(lines),
        ]
      : Array.isArray(value)
        ? value.flatMap(lines)
        : [];
  const script = isGroup(content) && isGroup(content['lab']) ? content['lab']['script'] : undefined;
  const all = Array.isArray(script) ? script.map(String) : lines(content);
  return all.join('\n');
}

for (const file of ['github-actions.yml', 'gitlab-ci.yml'])
  test(`${file} as plain shell: red while an answer is missing, green once all are right`, (t) => {
    const folder = join(made.folder, `ci-${file}`);
    cpSync(join(made.folder, 'ada'), join(folder, 'lab'), { recursive: true });
    const env = { ...process.env, LAB: 'lab', PLAINSIGHT: `${process.execPath} ${PROGRAM}` };
    const job = () => spawnSync('sh', ['-e', '-c', commandsOf(file)], { cwd: folder, env, encoding: 'utf8' });
    const red = job();
    t.is(red.status, 1, red.stderr);
    t.regex(red.stdout, /^1\. value: password, plain: no answer\./m);
    t.regex(red.stdout, /^5\. session: a run of one’s own: Right:/m);
    const right = made.truth[0]?.expected ?? [];
    const [place] = right[1]?.kind === 'where' ? right[1].places : [];
    fillAnswers(join(folder, 'lab'), {
      1: right[0] !== undefined && 'value' in right[0] ? right[0].value : '',
      2: JSON.stringify({ ...place, fields: undefined, field: 'password' }),
      3: right[2] !== undefined && 'value' in right[2] ? right[2].value : '',
      4: '[plain]',
    });
    const green = job();
    t.is(green.status, 0, green.stdout + green.stderr);
    t.regex(green.stdout, /^9 of 10 points; 1 task only your teacher can check$/m);
    t.regex(
      readFileSync(join(folder, 'report.xml'), 'utf8'),
      /tests="5" failures="0" errors="0" skipped="1"/,
    );
  });
