import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { ExecutionContext } from 'ava';

import type { Fact } from '../../lab/facts/session.ts';
import { MESSAGE } from '../../lab/wire/tls/names.ts';
import { isOpened } from '../../lab/wire/tls/opening/opener.ts';
import { summarizeTls } from '../../lab/wire/tls/summary.ts';
import { toPcapng } from '../../src/export/pcapng.ts';
import { testLane } from '../helpers/attacker.ts';
import { OPENED, timed } from '../helpers/happenings.ts';
import { needing } from '../helpers/needing.ts';
import { followedByTshark, openedTls } from '../helpers/opened.ts';
import type { OpenedTls } from '../helpers/opened.ts';

const withOpenssl = needing('openssl');
const withBoth = needing(['openssl', 'tshark']);

/** A client under way: what is written to it is sent, and it is asked for more once that came back. */
interface Client {
  /** Writes a line, and waits until its reverse has come back from the bank. */
  say(line: string): Promise<void>;
  /** Writes a line or a command of s_client’s, and waits until it says what it must. */
  command(letter: string, says: RegExp): Promise<void>;
}

/** A client that connects: with which options, and what is done with it. */
interface Visit {
  readonly client: readonly string[];
  readonly talk: (client: Client) => Promise<void>;
}

/** A bank of openssl’s behind a tap, whose clients come one after the other; gives all that was recorded, with the clients’ key log. */
async function record(
  t: ExecutionContext,
  curve: boolean,
  server: readonly string[],
  visits: readonly Visit[],
): Promise<Fact[]> {
  const folder = mkdtempSync(join(tmpdir(), 'plainsight-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const key = curve ? ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'] : ['rsa:2048'];
  const make = [
    'req',
    '-x509',
    '-newkey',
    ...key,
    '-nodes',
    '-subj',
    '/CN=bank.test',
    '-keyout',
    'key.pem',
    '-out',
    'cert.pem',
  ];
  execFileSync('openssl', make, { cwd: folder, stdio: 'ignore' });
  const bank = spawn(
    'openssl',
    ['s_server', '-accept', '127.0.0.1:0', '-key', 'key.pem', '-cert', 'cert.pem', ...server],
    {
      cwd: folder,
      stdio: ['pipe', 'pipe', 'ignore'],
    },
  );
  t.teardown(() => bank.kill());
  // What it says must be read to the end, or it ends itself.
  let said = '';
  const port = await new Promise<number>((resolve, reject) => {
    bank.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString('latin1');
      const [, number] = /ACCEPT \S*:(\d+)/.exec(said) ?? [];
      if (number !== undefined) resolve(Number(number));
    });
    bank.once('close', () => reject(new Error(`openssl serves nowhere: ${said}`)));
  });
  const lane = await testLane(t, 'watch', { raw: { 'bank.test:443': port } });
  const tap = await lane.tap('bank.test:443');
  for (const { client: args, talk } of visits) {
    const connect = [
      '-connect',
      `127.0.0.1:${tap.port}`,
      '-servername',
      'bank.test',
      '-keylogfile',
      'keys.txt',
    ];
    const child = spawn('openssl', ['s_client', ...connect, ...args], {
      cwd: folder,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let heard = '';
    const waiting: (() => void)[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        heard += chunk.toString('latin1');
        for (const wake of waiting.splice(0)) wake();
      });
    const closed = once(child, 'close');
    child.stdin.on('error', () => undefined);
    const hear = async (words: RegExp, from = 0): Promise<void> => {
      while (!words.test(heard.slice(from))) {
        if (child.exitCode !== null) throw new Error(`openssl ended: ${heard.slice(-2_000)}`);
        await Promise.race([closed, new Promise<void>((resolve) => void waiting.push(resolve))]);
      }
    };
    const after = async (text: string, words: RegExp): Promise<void> => {
      const from = heard.length;
      child.stdin.write(`${text}\n`);
      await hear(words, from);
    };
    await hear(/(?:Verify return code|Early data was|Verification error)[^]*---|New, /);
    await talk({
      say: (line) => after(line, new RegExp(line.split('').toReversed().join(''))),
      command: after,
    });
    child.stdin.end();
    await closed;
  }
  const lines = readFileSync(join(folder, 'keys.txt'), 'latin1')
    .split('\n')
    .filter((line) => line !== '');
  await lane.when('connection-closed', ({ connection }) => connection === visits.length);
  return timed(
    { ...OPENED, lanes: [{ id: 'test', title: 'a test', url: 'https://bank.test/' }] },
    ...lane.facts,
    ...lines.map((line) => ({ type: 'tls-secret-logged', lane: 'test', line }) as const),
  );
}

const talk: Visit['talk'] = async (client) => {
  await client.say('password tulip');
  await client.say('balance 2940');
};

const SAID = 'password tulip\nbalance 2940\n';
const ANSWERED = 'pilut drowssap\n0492 ecnalab\n';

/** That all of a connection opened, and that what both sides said is what comes out. */
function saidAll(t: ExecutionContext, { data, shut }: OpenedTls, said = SAID, answered = ANSWERED): void {
  t.deepEqual(shut, []);
  t.is(data['to-bank'].toString(), said);
  t.is(data['to-victim'].toString(), answered);
}

/** How often a handshake message was inside, either way. */
const inside = ({ opened }: OpenedTls, type: number): number =>
  opened.inside
    .filter(isOpened)
    .flatMap(({ messages }) => messages.filter((each) => each.complete && each.type === type)).length;

/** That tshark, with the same key log, makes the same bytes of every connection. */
function asTshark(t: ExecutionContext, facts: readonly Fact[], all: readonly OpenedTls[]): void {
  const theirs = followedByTshark(Buffer.concat([...toPcapng(facts)]), all.length);
  for (const { index, data } of all) {
    t.deepEqual(theirs.get(index)?.['to-bank'].toString('latin1'), data['to-bank'].toString('latin1'));
    t.deepEqual(theirs.get(index)?.['to-victim'].toString('latin1'), data['to-victim'].toString('latin1'));
  }
}

for (const suite of ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256']) {
  withBoth(`TLS 1.3 with ${suite}, KeyUpdates both ways: opened, as tshark does`, async (t) => {
    const facts = await record(
      t,
      true,
      ['-rev', '-tls1_3'],
      [
        {
          client: ['-ciphersuites', suite],
          talk: async (client) => {
            await client.say('before');
            await client.command('k', /KEYUPDATE/);
            await client.say('between');
            await client.command('K', /KEYUPDATE/);
            await client.say('after');
          },
        },
      ],
    );
    const [one, ...more] = openedTls(facts);
    if (one === undefined) return t.fail('nothing was recorded');
    t.deepEqual(more, []);
    saidAll(t, one, 'before\nbetween\nafter\n', 'erofeb\nneewteb\nretfa\n');
    t.is(inside(one, MESSAGE.keyUpdate), 3, 'two of hers, one of the bank’s');
    t.is(inside(one, MESSAGE.finished), 2);
    asTshark(t, facts, [one]);
  });
}

withBoth('TLS 1.3 after a HelloRetryRequest, and resumed: opened, as tshark does', async (t) => {
  const again = { client: ['-groups', 'X25519:P-256', '-sess_out', 'session.pem'], talk };
  const resumed = { client: ['-groups', 'X25519:P-256', '-sess_in', 'session.pem'], talk };
  const facts = await record(t, true, ['-rev', '-tls1_3', '-groups', 'P-256'], [again, resumed]);
  const all = openedTls(facts);
  t.is(all.length, 2);
  for (const one of all) saidAll(t, one);
  const told = all.map(({ streams }) => summarizeTls(streams['to-bank'], streams['to-victim']));
  t.true(told.every(({ helloRetry }) => helloRetry));
  t.deepEqual(
    told.map(({ resumed: how }) => how),
    ['no', 'psk'],
  );
  asTshark(t, facts, all);
});

/** Suites by OpenSSL’s names, and whether they take a certificate on a curve. */
const TLS12 = [
  ['ECDHE-ECDSA-AES128-GCM-SHA256', true],
  ['ECDHE-RSA-AES256-GCM-SHA384', false],
  ['ECDHE-RSA-CHACHA20-POLY1305', false],
  ['DHE-RSA-AES128-GCM-SHA256', false],
  ['AES128-GCM-SHA256', false],
  ['AES256-GCM-SHA384', false],
] as const;

for (const [suite, curve] of TLS12) {
  withBoth(`TLS 1.2 with ${suite}, new and resumed: opened, as tshark does`, async (t) => {
    const clients = [
      { client: ['-sess_out', 'session.pem'], talk },
      { client: ['-sess_in', 'session.pem'], talk },
      { client: ['-no_ticket'], talk },
    ];
    const facts = await record(t, curve, ['-rev', '-tls1_2', '-cipher', suite], clients);
    const all = openedTls(facts);
    t.is(all.length, 3);
    for (const one of all) saidAll(t, one);
    const told = all.map(({ streams }) => summarizeTls(streams['to-bank'], streams['to-victim']).resumed);
    t.deepEqual(told, ['no', 'ticket', 'no']);
    asTshark(t, facts, all);
  });
}

withOpenssl(
  'a new handshake inside a TLS 1.2 connection is followed, with the secret that it logs',
  async (t) => {
    const facts = await record(
      t,
      false,
      ['-tls1_2', '-client_renegotiation', '-rev'],
      [
        {
          client: ['-no_ticket'],
          talk: async (client) => {
            await client.say('before');
            await client.command('R', /RENEGOTIATING[^]*verify return/);
            await client.say('after');
          },
        },
      ],
    );
    const [one] = openedTls(facts);
    if (one === undefined) return t.fail('nothing was recorded');
    saidAll(t, one, 'before\nafter\n', 'erofeb\nretfa\n');
    t.is(inside(one, MESSAGE.finished), 4);
    const generations = one.opened.inside.filter(isOpened).map(({ phase }) => phase.generation);
    t.is(Math.max(...generations), 1);
  },
);

for (const [suite, why] of [
  ['ECDHE-RSA-AES128-SHA256', 'suite'],
  ['ECDHE-RSA-AES256-SHA', 'suite'],
  ['AES128-CCM', 'suite'],
] as const) {
  withOpenssl(`${suite} is named as not opened`, async (t) => {
    const facts = await record(
      t,
      false,
      ['-rev', '-tls1_2', '-cipher', suite],
      [{ client: ['-cipher', suite], talk }],
    );
    const [one] = openedTls(facts);
    t.true((one?.shut.length ?? 0) > 2);
    t.deepEqual([...new Set(one?.shut.map((each) => each.why))], [why]);
  });
}
