import { EventEmitter, once } from 'node:events';
import test from 'ava';
import { INTERRUPT } from '../../../src/stage/input/key-decoder.ts';
import { KeyInput, TYPED_AHEAD } from '../../../src/stage/input/key-input.ts';

/** A terminal that is typed on by hand, and the modes it was put into. */
class Typed extends EventEmitter {
  readonly modes: (boolean | 'pause' | 'resume')[] = [];
  setEncoding(): void {}
  ref(): void {}
  unref(): void {}
  pause(): void {
    this.modes.push('pause');
  }
  resume(): void {
    this.modes.push('resume');
  }
  setRawMode(raw: boolean): void {
    this.modes.push(raw);
  }
  type(read: string): void {
    this.emit('data', read);
  }
}

/** The next `count` keys, with how many more could be read at once with each. */
async function next(input: KeyInput, count: number): Promise<string[]> {
  const keys: string[] = [];
  while (keys.length < count) {
    const key: unknown = input.read();
    if (typeof key === 'string') keys.push(key);
    else await once(input, 'readable');
  }
  return keys;
}

test('keys of one read come one by one, each in a turn of its own', async (t) => {
  const terminal = new Typed();
  const input = new KeyInput(terminal);
  const turns: string[][] = [];
  input.on('readable', () => {
    const turn: string[] = [];
    for (let key: unknown = input.read(); typeof key === 'string'; key = input.read()) turn.push(key);
    if (turn.length > 0) turns.push(turn);
    if (turns.length === 3) input.emit('all');
  });
  terminal.type('/a');
  terminal.type('b');
  await once(input, 'all');
  t.deepEqual(turns, [['/'], ['a'], ['b']]);
  input.destroy();
  t.is(terminal.listenerCount('data'), 0);
});

test('what is typed too far ahead is not kept, but a Ctrl-C is, in the stead of all', async (t) => {
  const terminal = new Typed();
  const input = new KeyInput(terminal);
  terminal.type('x'.repeat(TYPED_AHEAD + 500));
  terminal.type(INTERRUPT);
  t.deepEqual(await next(input, 1), [INTERRUPT]);
  input.destroy();
});

test('a terminal that is held stays raw, hands on nothing, and tells of each Ctrl-C', async (t) => {
  const terminal = new Typed();
  const input = new KeyInput(terminal);
  input.setRawMode(true);
  t.deepEqual(terminal.modes, [true, 'resume']);
  let interrupted = 0;
  input.hold(() => (interrupted += 1));
  input.setRawMode(false);
  terminal.type(`q${INTERRUPT}${INTERRUPT}`);
  t.deepEqual(terminal.modes, [true, 'resume']);
  t.is(interrupted, 2);
  t.is(input.read(), null);
  await input.rests();
  input.destroy();
});

test('a terminal that is given back is not read meanwhile', (t) => {
  const terminal = new Typed();
  const input = new KeyInput(terminal);
  input.setRawMode(true);
  input.setRawMode(false);
  t.deepEqual(terminal.modes, [true, 'resume', false, 'pause']);
  input.destroy();
});

test('what was typed before the terminal was taken comes first, and an answer that comes late is no key', async (t) => {
  const terminal = new Typed();
  const input = new KeyInput(terminal, 'a\u001b]11;rgb:00');
  terminal.type('00/0000/0000\u001b\\b\u001b[?62;22');
  terminal.type('cd\u001b]11;rgb:ffff/ffff/ffff\u0007e');
  t.deepEqual(await next(input, 4), ['a', 'b', 'd', 'e']);
  input.destroy();
});
