import test from 'ava';
import { needing } from '../helpers/needing.ts';
import { run, STACK } from '../helpers/program.ts';
import type { Ended } from '../helpers/program.ts';

/** Loads `source` into the program before its own first line. */
function before(source: string): readonly string[] {
  return ['--import', `data:text/javascript,${encodeURIComponent(source)}`];
}

/** Whether a run ended as one on a broken machine does: exit status 3, one sentence, and no claim said to have failed. */
function isBroken({ code, stdout, stderr }: Ended, says: RegExp): true | string {
  const whole = stdout + stderr;
  if (code !== 3) return `exit status ${code}: ${whole.slice(-500)}`;
  if (!/^plainsight: the lab (could not start|broke down): [^\n]*\n$/.test(stderr)) return stderr;
  if (!says.test(stderr)) return stderr;
  if (/✗ FAILED|"held":false/.test(stdout) || STACK.test(whole)) return stdout.slice(-500);
  return true;
}

needing('own network')(
  'Without a loopback interface the lab cannot start, and says what to do.',
  async (t) => {
    for (const args of [
      ['run', 'bank-login'],
      ['run', 'hsts', '--json'],
      ['demo', 'doors'],
    ]) {
      const ended = await run(t, args, { through: ['unshare', '-n'] });
      t.is(isBroken(ended, /could not start: .*the loopback interface must be up/), true, args.join(' '));
    }
  },
);

needing('own network')('Where too few ports are free, that is said, and no claim fails.', async (t) => {
  for (const last of [40_001, 40_003, 40_006]) {
    const prepare = `ip link set lo up; echo 40000 ${last} > /proc/sys/net/ipv4/ip_local_port_range; exec "$@"`;
    const ended = await run(t, ['run', 'bank-login'], {
      through: ['unshare', '-n', 'sh', '-c', prepare, 'sh'],
    });
    t.is(isBroken(ended, /no port is free on 127\.0\.0\.1/), true, `${last}`);
  }
});

const EMFILE = /too many files are open: raise the limit with ulimit -n \(EMFILE\)\n$/;

needing('full disk')('With too few files allowed the lab cannot start.', async (t) => {
  for (const most of [32, 36, 40, 44]) {
    const through = ['sh', '-c', `ulimit -n ${most}; exec "$@"`, 'sh'];
    t.is(isBroken(await run(t, ['run', 'bank-login'], { through }), EMFILE), true, `ulimit -n ${most}`);
  }
});

/** Takes every file that is left but `spare` when the lab is given its `at`th connection. */
function exhaust(at: number, spare: number): readonly string[] {
  return before(`import net from 'node:net';
import fs from 'node:fs';
const { emit } = net.Server.prototype;
let connections = 0;
net.Server.prototype.emit = function (event, ...rest) {
  if (event === 'connection' && ++connections === ${at}) {
    const held = [];
    try { for (;;) held.push(fs.openSync('/dev/null')); } catch {}
    for (const file of held.splice(0, ${spare})) fs.closeSync(file);
  }
  return emit.call(this, event, ...rest);
};`);
}

needing('full disk')('When the files run out in the middle, the lab breaks down honestly.', async (t) => {
  const through = ['sh', '-c', 'ulimit -n 128; exec "$@"', 'sh'];
  for (const spare of [0, 1, 2, 3]) {
    const ended = await run(t, ['run', 'bank-login'], { through, node: exhaust(3, spare) });
    t.is(isBroken(ended, EMFILE), true, `${spare} left`);
  }
});

/** The lab's clock goes so many hours before OpenSSL's. */
function clock(hours: number): readonly string[] {
  return before(`const Real = Date;
const ahead = ${hours} * 3_600_000;
const now = () => Real.now() + ahead;
globalThis.Date = class Date extends Real {
  constructor(...given) { if (given.length === 0) super(now()); else super(...given); }
  static now() { return now(); }
};`);
}

test('A clock that is hours off does not matter, and one that is days off is said, as no failed claim.', async (t) => {
  for (const hours of [2, -2, 20])
    t.is((await run(t, ['run', 'bank-login'], { node: clock(hours) })).code, 0, `${hours} h`);
  for (const hours of [72, -800]) {
    const ended = await run(t, ['run', 'bank-login'], { node: clock(hours) });
    t.is(isBroken(ended, /broke down: .*set the clock right.*ERR_CERT_DATE_INVALID/), true, `${hours} h`);
  }
});

test('A certificate that is out of date by the scenario’s own will is no fault of the clock’s.', async (t) => {
  const { code, stdout } = await run(t, ['run', 'bad-certificates']);
  t.is(code, 0);
  t.regex(stdout, /ERR_CERT_DATE_INVALID/);
});

test('Without a temporary folder, and with a home that is not there, a run is whole.', async (t) => {
  const env = { TMPDIR: '/nonexistent', HOME: '/nonexistent', XDG_RUNTIME_DIR: undefined };
  const { code, stderr } = await run(t, ['run', 'bank-login'], { env });
  t.deepEqual([code, stderr], [0, '']);
});
