import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What tshark prints of some fields of a capture, a line a packet, the fields parted by tabs. */
function fields(capture: string, filter: string, ...names: readonly string[]): readonly string[][] {
  const asked = names.flatMap((name) => ['-e', name]);
  const out = execFileSync('tshark', ['-n', '-r', capture, '-Y', filter, '-T', 'fields', ...asked], {
    encoding: 'utf8',
    timeout: 60_000,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t'));
}

/** The answers of a hand-out of bank-login, found by tshark and by nothing else. */
export function solveWithTshark(folder: string): Readonly<Record<number, string>> {
  const capture = join(folder, 'capture.pcapng');
  const [form = []] = fields(
    capture,
    'frame.interface_name == "plain" && urlencoded-form.key == "password"',
    'urlencoded-form.key',
    'urlencoded-form.value',
    'tcp.stream',
  );
  const [keys = '', values = '', stream = ''] = form;
  const password = values.split(',')[keys.split(',').indexOf('password')] ?? '';
  const hex = Buffer.from(password).toString('hex');
  const [[frame = '', sequence = '', payload = ''] = []] = fields(
    capture,
    `tcp.stream == ${stream} && tcp.payload contains "${password}"`,
    'frame.number',
    'tcp.seq',
    'tcp.payload',
  );
  const offset = Number(sequence) - 1 + payload.indexOf(hex) / 2;
  const pages = fields(capture, 'frame.interface_name == "sealed" && http.file_data', 'http.file_data');
  const receipt = pages
    .map(([page = '']) => (/^[0-9a-f]+$/.test(page) ? Buffer.from(page, 'hex').toString('utf8') : page))
    .map((page) => /Receipt<\/td>(?:\s|\\n)*<td[^>]*>([0-9a-f]{32})</.exec(page)?.[1])
    .find((found) => found !== undefined);
  const lanes = fields(capture, `tcp.payload contains "${password}"`, 'frame.interface_name');
  return {
    1: password,
    2: `{ stream: ${stream}, offset: ${offset}, frame: ${frame}, field: password }`,
    3: receipt ?? '',
    4: `[${[...new Set(lanes.flat())].join(', ')}]`,
    5: 'run.jsonl',
  };
}

/** Fills in a hand-out's file of answers as a person does, and leaves everything else in it. */
export function fillAnswers(folder: string, answers: Readonly<Record<number, string>>): void {
  const path = join(folder, 'answers.yaml');
  const filled = Object.entries(answers).reduce(
    (text, [number, answer]) =>
      text.replace(new RegExp(`^  ${number}:.*\\n(?: {4}\\w+:\\n)*`, 'm'), () => `  ${number}: ${answer}\n`),
    readFileSync(path, 'utf8'),
  );
  writeFileSync(path, filled);
}
