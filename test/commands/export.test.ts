import {
  chmodSync,
  linkSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import test from 'ava';
import type { ExecutionContext } from 'ava';
import { exportSession } from '../../src/commands/export.ts';
import type { ExportCommandOptions, StandardOutput } from '../../src/commands/export.ts';
import { UserError } from '../../src/errors.ts';
import { toPcapng } from '../../src/export/pcapng.ts';
import { sealFacts } from '../../src/export/sealed.ts';
import type { Fact } from '../../lab/facts/session.ts';
import { REAL, RECORDED } from '../../tools/support/recorded-session.ts';

const refuse = (): never => {
  throw new UserError('no session');
};

/** A folder with a session in it, which goes when the test ends. */
function folder(t: ExecutionContext): { session: string; at: (name: string) => string } {
  const path = mkdtempSync(join(tmpdir(), 'plainsight-'));
  t.teardown(() => rmSync(path, { recursive: true }));
  const session = join(path, 'session.jsonl');
  writeFileSync(session, readFileSync(REAL));
  return { session, at: (name) => join(path, name) };
}

/** A stand-in for standard output: what was written to it, and whether it is a terminal. */
function output(isTTY = false): { stream: StandardOutput; written: () => Buffer } {
  const pieces: Buffer[] = [];
  const stream = new Writable({
    write(piece: Buffer, _, done) {
      pieces.push(piece);
      setImmediate(done);
    },
  });
  return { stream: Object.assign(stream, { isTTY }), written: () => Buffer.concat(pieces) };
}

async function refusal(t: ExecutionContext, options: ExportCommandOptions, isTTY = false): Promise<string> {
  const { session } = folder(t);
  const { stream, written } = output(isTTY);
  const error = await t.throwsAsync(exportSession(session, options, stream), { instanceOf: UserError });
  t.is(written().length, 0);
  return error?.message ?? '';
}

test('a file is written whole, and its owner alone can read it', async (t) => {
  const { session, at } = folder(t);
  t.is(await exportSession(session, { to: 'pcapng', output: at('out.pcapng') }), 0);
  t.deepEqual(readFileSync(at('out.pcapng')), Buffer.concat([...toPcapng(RECORDED)]));
  t.is(statSync(at('out.pcapng')).mode & 0o777, 0o600);
});

test('a file that was there is replaced where that is forced, and closed to others', async (t) => {
  const { session, at } = folder(t);
  writeFileSync(at('old'), 'x'.repeat(1_000_000));
  chmodSync(at('old'), 0o644);
  symlinkSync(at('old'), at('link'));
  symlinkSync(at('nowhere'), at('dangling'));
  for (const name of ['old', 'link', 'dangling'])
    await t.throwsAsync(exportSession(session, { to: 'keylog', output: at(name) }), {
      instanceOf: UserError,
      message: /is there already, .*--force$/,
    });
  t.is(readFileSync(at('old'), 'utf8'), 'x'.repeat(1_000_000));
  await exportSession(session, { to: 'keylog', output: at('old'), force: true });
  t.regex(readFileSync(at('old'), 'utf8'), /^# TLS secrets/);
  t.is(statSync(at('old')).mode & 0o777, 0o600);
});

test('no output, or -, is standard output', async (t) => {
  const { session } = folder(t);
  for (const options of [
    { to: 'pcapng', sealed: true },
    { to: 'pcapng', sealed: true, output: '-' },
  ]) {
    const { stream, written } = output();
    t.is(await exportSession(session, options, stream), 0);
    t.deepEqual(written(), Buffer.concat([...toPcapng(sealFacts(RECORDED))]));
  }
});

test('text goes to a terminal, a capture does not', async (t) => {
  const { session } = folder(t);
  const { stream, written } = output(true);
  await exportSession(session, { to: 'text' }, stream);
  t.regex(written().toString(), /Bank login on port 80/);
  t.regex(await refusal(t, { to: 'pcapng' }, true), /nothing for a terminal.*-o session\.pcapng/);
});

test('an unknown format names the nearest and lists all', async (t) => {
  const message = await refusal(t, { to: 'pcap' });
  t.regex(message, /"pcap": did you mean pcapng\? The formats are pcapng, keylog, har, json, jsonl, text/);
  await refusal(t, { to: '__proto__' });
});

test('--sealed is refused where nothing would be left, with the reason and the formats that have it', async (t) => {
  for (const to of ['har', 'keylog', 'html', 'cast'])
    t.regex(
      await refusal(t, { to, sealed: true }),
      new RegExp(`^${to} has no sealed form, for .*: --sealed goes with pcapng, json, jsonl, text$`),
    );
});

/** Every value of the recorded session that a sealed export must not hold, and where bytes hold text. */
const opens = (facts: Iterable<Fact>): string[] =>
  [...facts].flatMap((fact) => {
    if (fact.type === 'session-opened') return [fact.seed];
    if (fact.type === 'secret-planted' && fact.name !== 'user') return [fact.value];
    if (fact.type === 'tls-secret-logged') return [fact.line.split(' ').at(-1) ?? ''];
    if (fact.type === 'page-shown' && fact.url.startsWith('https:')) return [fact.text, fact.title];
    return [];
  });

test('a sealed lane holds nothing that opens it, in any format, packed or not', async (t) => {
  const { session } = folder(t);
  const values = opens(RECORDED).filter((value) => value.length > 3 && value !== 'Harbour Bank');
  t.true(values.length > 10);
  for (const to of ['pcapng', 'json', 'jsonl', 'text']) {
    const { stream, written } = output();
    await exportSession(session, { to, sealed: true, lane: 'sealed' }, stream);
    const found = written();
    t.true(found.length > 1_000, to);
    const unpacked = found
      .toString('latin1')
      .replace(/"([A-Za-z0-9+/=]{16,})"/g, (_, base64: string) =>
        Buffer.from(base64, 'base64').toString('latin1'),
      );
    for (const value of values) t.false(found.includes(value) || unpacked.includes(value), `${to}: ${value}`);
  }
});

test('what a sealed session is written as reads back, and says that it is sealed', async (t) => {
  const { session, at } = folder(t);
  await exportSession(session, { to: 'jsonl', sealed: true, output: at('sealed.jsonl') });
  const { stream, written } = output();
  await exportSession(at('sealed.jsonl'), { to: 'text' }, stream);
  t.regex(written().toString(), /sealed: as the attacker has it, without seed, secrets and keys/);
});

test('a secret that the script itself says is masked, also where it is short of a page of its own', (t) => {
  const step = { type: 'step-started', at: 1, index: 0, kind: 'say', text: 'She types hunter2 now' } as const;
  const filled = {
    type: 'form-filled',
    at: 2,
    lane: 'a',
    form: 'login',
    fields: [{ name: 'password', type: 'password', value: 'hunter2' }],
  } as const;
  t.deepEqual([...sealFacts([step, filled])], [{ ...step, text: 'She types •••• now' }]);
});

test('one lane alone is written, and an unknown one names the nearest', async (t) => {
  const { session } = folder(t);
  const { stream, written } = output();
  await exportSession(session, { to: 'json', lane: 'plain' }, stream);
  const facts: unknown = JSON.parse(written().toString());
  if (!Array.isArray(facts)) throw new Error('no list');
  const lanes = new Set(facts.map((fact: { lane?: string }) => fact.lane));
  t.deepEqual(lanes, new Set([undefined, 'plain']));
  const claims = facts.filter(({ type }: { type: string }) => type === 'claim-checked').length;
  const closed: unknown = facts.at(-1);
  t.like(closed, { type: 'session-closed', held: claims, failed: 0 });
  t.regex(
    await refusal(t, { to: 'text', lane: 'saeled' }),
    /^there is no lane "saeled": did you mean sealed\? The lanes are plain, sealed$/,
  );
});

test('the session itself is never written over, by whatever name', async (t) => {
  const { session, at } = folder(t);
  const before = readFileSync(session);
  symlinkSync(session, at('soft'));
  linkSync(session, at('hard'));
  for (const name of [session, at('soft'), at('hard'), at('./session.jsonl')]) {
    await t.throwsAsync(exportSession(session, { to: 'json', output: name }), {
      instanceOf: UserError,
      message: /is the session itself/,
    });
  }
  t.deepEqual(readFileSync(session), before);
});

test('a file that cannot be written is the user’s affair, and said in a sentence', async (t) => {
  const { session, at } = folder(t);
  for (const name of [at('missing/out'), at('.')]) {
    await t.throwsAsync(exportSession(session, { to: 'json', output: name }), {
      instanceOf: UserError,
      message: /^cannot write /,
    });
  }
});

test('a session that cannot be read leaves the output as it was', async (t) => {
  const { session, at } = folder(t);
  writeFileSync(at('kept'), 'kept');
  await t.throwsAsync(exportSession(session, { to: 'json', output: at('kept') }, output().stream, refuse), {
    message: 'no session',
  });
  t.is(readFileSync(at('kept'), 'utf8'), 'kept');
});

test('a session that turns out wrong on the way is closed, and the file is said not to be whole', async (t) => {
  const { session, at } = folder(t);
  let closed = 0;
  const broken = {
    facts: {
      *[Symbol.iterator]() {
        yield* RECORDED.slice(0, 50);
        throw new UserError('line 51 is wrong');
      },
    },
    notices: [],
    close: () => void (closed += 1),
  };
  await t.throwsAsync(
    exportSession(session, { to: 'jsonl', output: at('out') }, output().stream, () => broken),
    {
      instanceOf: UserError,
      message: /^line 51 is wrong; .*out holds what came before$/,
    },
  );
  t.is(closed, 1);
});

test('a reader that goes away ends the export quietly', async (t) => {
  const { session } = folder(t);
  const gone = Object.assign(new Error('write EPIPE'), { code: 'EPIPE', syscall: 'write' });
  const stream: StandardOutput = new Writable({ write: (_, __, done) => done(gone) });
  t.is(await exportSession(session, { to: 'json' }, stream), 0);
});

test('a session is written as a page for a browser', async (t) => {
  const { session, at } = folder(t);
  t.is(await exportSession(session, { to: 'html', output: at('page.html') }), 0);
  const page = readFileSync(at('page.html'), 'utf8');
  t.true(page.startsWith('<!DOCTYPE html>'));
  t.true(page.endsWith('</html>\n'));
  t.is(statSync(at('page.html')).mode & 0o777, 0o600);
});
