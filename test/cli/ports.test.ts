import { once } from 'node:events';
import { chmod, readFile } from 'node:fs/promises';
import net from 'node:net';
import { join } from 'node:path';
import test from 'ava';
import type { ExecutionContext } from 'ava';
import { listen } from '../../lab/network.ts';
import { AS_NOBODY, needing } from '../helpers/needing.ts';
import { copyProgram, factsOf, freshFolder, run, STACK, start } from '../helpers/program.ts';
import type { Start } from '../helpers/program.ts';

/** Holds a port of loopback until the test ends; false where the system does not give it. */
async function hold(t: ExecutionContext, port: number): Promise<boolean> {
  const server = net.createServer();
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  t.teardown(() => server.close());
  return true;
}

/** Where the taps of `bank.test`'s two ports really listen. */
function taps(stdout: string): { port: number; logical: string; lane: string }[] {
  return factsOf(stdout)
    .filter(({ type, role }) => type === 'listener-opened' && role === 'tap')
    .map(({ port, logical, lane }) => ({ port: Number(port), logical: String(logical), lane: String(lane) }));
}

test.serial('With 80, 443, 8080 and 8443 taken a run goes to other ports, and says which.', async (t) => {
  const wanted = [80, 443, 8080, 8443];
  const held: number[] = [];
  for (const port of wanted) if (await hold(t, port)) held.push(port);
  t.log(`held here: ${held.join(', ') || 'none'}`);
  const text = await run(t, ['run', 'bank-login']);
  t.is(text.code, 0);
  const named = [...text.stdout.matchAll(/tap on 127\.0\.0\.1:(\d+) standing in for bank\.test:(\d+)/g)];
  t.deepEqual(
    named.map(([, , logical]) => logical),
    ['80', '443', '80', '443'],
  );
  for (const [, port] of named) t.false(held.includes(Number(port)), `${port} is not free`);
  const json = await run(t, ['run', 'bank-login', '--json']);
  t.is(json.code, 0);
  for (const { port } of taps(json.stdout)) t.false(held.includes(port));
});

test.serial('Two runs at the same time both work: none of them shares a port.', async (t) => {
  const runs = await Promise.all([1, 2, 3].map(() => run(t, ['run', 'bank-login', '--json'])));
  for (const { code, stderr } of runs) t.deepEqual({ code, stderr }, { code: 0, stderr: '' });
});

test('A port that may not be had is passed over; where none may be had, the system’s own error is thrown.', async (t) => {
  class Refusing extends net.Server {
    readonly tried: number[] = [];
    readonly #allows: (port: number) => boolean;
    constructor(allows: (port: number) => boolean) {
      super();
      this.#allows = allows;
    }
    override listen(options?: unknown): this {
      const port =
        typeof options === 'object' && options !== null && 'port' in options ? Number(options.port) : NaN;
      this.tried.push(port);
      if (this.#allows(port)) return super.listen({ host: '127.0.0.1', port });
      const error = Object.assign(new Error('listen EACCES: permission denied'), { code: 'EACCES' });
      process.nextTick(() => this.emit('error', error));
      return this;
    }
  }
  const user = new Refusing((port) => port === 0);
  const { address, port } = await listen(user, [80, 8080]);
  t.is(address, '127.0.0.1');
  t.true(port > 1023);
  t.deepEqual(user.tried, [80, 8080, 0]);
  user.close();
  const nobody = new Refusing(() => false);
  await t.throwsAsync(listen(nobody, [80]), { code: 'EACCES' });
  t.deepEqual(nobody.tried, [80, 0]);
});

/** Makes every attempt to listen fail, as a system does that does not allow it. */
function refuseToListen(code: string): Start {
  const source = `import net from 'node:net';
net.Server.prototype.listen = function () {
  process.nextTick(() => this.emit('error', Object.assign(new Error('listen ${code}'), { code: '${code}', syscall: 'listen' })));
  return this;
};`;
  return { node: ['--import', `data:text/javascript,${encodeURIComponent(source)}`] };
}

test('Where the system lets nobody listen, the lab cannot start: exit status 3 and one sentence.', async (t) => {
  for (const [code, says] of [
    ['EACCES', /does not let this user listen on 127\.0\.0\.1 \(EACCES\)/],
    ['EADDRINUSE', /no port is free on 127\.0\.0\.1: .* \(EADDRINUSE\)/],
    ['EMFILE', /raise the limit with ulimit -n \(EMFILE\)/],
    ['EADDRNOTAVAIL', /the loopback interface must be up \(EADDRNOTAVAIL\)/],
  ] as const) {
    for (const args of [['run', 'bank-login'], ['demo']]) {
      const ended = await run(t, args, refuseToListen(code));
      t.is(ended.code, 3);
      t.regex(ended.stderr, /^plainsight: the lab could not start: .*\n$/);
      t.regex(ended.stderr, says);
      t.notRegex(ended.stdout + ended.stderr, STACK);
    }
  }
});

needing('nobody')(
  'A user without rights, without a home, with a program folder that cannot be written to, gets a whole run.',
  async (t) => {
    const folder = await freshFolder(t);
    const program = await copyProgram(folder);
    await chmod(join(folder, 'dist'), 0o555);
    await chmod(folder, 0o555);
    t.teardown(() => chmod(folder, 0o755));
    t.teardown(() => chmod(join(folder, 'dist'), 0o755));
    const { code, stdout, stderr } = await start(t, ['run', 'bank-login', '--json'], {
      program,
      through: AS_NOBODY,
      // Coverage would be written where this user may not write.
      env: { HOME: undefined, NODE_V8_COVERAGE: undefined },
      cwd: '/',
    }).ended;
    t.is(stderr, '');
    t.is(code, 0);
    const lowest = Number(
      await readFile('/proc/sys/net/ipv4/ip_unprivileged_port_start', 'utf8').catch(() => 0),
    );
    for (const { port, logical } of taps(stdout)) t.true(port >= lowest, `${logical} on ${port}`);
  },
);
