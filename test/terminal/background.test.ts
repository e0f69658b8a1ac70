import { EventEmitter } from 'node:events';
import test from 'ava';
import { probeBackground } from '../../src/terminal/background.ts';
import { BACKGROUND_QUESTION } from '../../src/terminal/background-answer.ts';

/** Longer than any test may take, in ms. */
const NEVER = 60_000;

/** A terminal that answers the question with `reads`, or does something else when it comes. */
class FakeTerminal {
  readonly input: FakeInput;
  readonly output = { write: (text: string): void => this.#hear(text) };
  readonly #answers: (input: EventEmitter) => void;

  constructor(answers: (input: EventEmitter) => void, isRaw = false) {
    this.input = new FakeInput(isRaw);
    this.#answers = answers;
  }

  #hear(text: string): void {
    if (text !== BACKGROUND_QUESTION) throw new Error('another question');
    this.input.log.push('asked');
    setImmediate(() => this.#answers(this.input));
  }
}

class FakeInput extends EventEmitter {
  readonly log: string[] = [];
  isRaw: boolean;

  constructor(isRaw: boolean) {
    super();
    this.isRaw = isRaw;
  }

  setRawMode(raw: boolean): void {
    this.isRaw = raw;
    this.log.push(raw ? 'raw' : 'cooked');
  }

  resume(): void {
    this.log.push('resumed');
  }

  pause(): void {
    this.log.push('paused');
  }
}

function sends(...reads: readonly (string | Uint8Array)[]): (input: EventEmitter) => void {
  return (input) => {
    for (const read of reads) input.emit('data', read);
  };
}

const KIND = '\u001b[?1;2c';

test('The terminal is asked raw, and is as it was afterwards', async (t) => {
  const terminal = new FakeTerminal(sends('\u001b]11;rgb:ff/ff/ff\u0007', KIND));
  t.deepEqual(await probeBackground(terminal, {}, NEVER), {
    background: 'light',
    typed: '',
    interrupted: false,
  });
  t.deepEqual(terminal.input.log, ['raw', 'resumed', 'asked', 'paused', 'cooked']);
  t.deepEqual(terminal.input.eventNames(), []);
});

test('A terminal that was raw stays raw', async (t) => {
  const terminal = new FakeTerminal(sends(KIND), true);
  await probeBackground(terminal, {}, NEVER);
  t.true(terminal.input.isRaw);
});

test('Where the terminal only says its kind, COLORFGBG counts; what it says itself counts more', async (t) => {
  const env = { COLORFGBG: '0;15' };
  t.is((await probeBackground(new FakeTerminal(sends(KIND)), env, NEVER)).background, 'light');
  const says = sends(`\u001b]11;rgb:0/0/0\u0007${KIND}`);
  t.is((await probeBackground(new FakeTerminal(says), env, NEVER)).background, 'dark');
});

test('A terminal that never answers is not waited for beyond the limit', async (t) => {
  const { background, typed } = await probeBackground(new FakeTerminal(sends('q')), {}, 1);
  t.is(background, undefined);
  t.true(['', 'q'].includes(typed));
});

test('A letter of many bytes that comes in two reads is one letter', async (t) => {
  const [first = 0, ...more] = Buffer.from('é');
  const terminal = new FakeTerminal(sends(Uint8Array.of(first), Uint8Array.from(more), KIND));
  t.is((await probeBackground(terminal, {}, NEVER)).typed, 'é');
});

test('Ctrl-C, the end of the input and a fault of it end the wait', async (t) => {
  const interrupted = await probeBackground(new FakeTerminal(sends('\u0003')), {}, NEVER);
  t.like(interrupted, { typed: '\u0003', interrupted: true });
  for (const event of ['end', 'close', 'error']) {
    const gone = new FakeTerminal((input) => input.emit(event, new Error('EIO')));
    t.like(await probeBackground(gone, {}, NEVER), { typed: '', interrupted: false });
    t.deepEqual(gone.input.log.slice(-2), ['paused', 'cooked']);
  }
});

function writeNothing(): never {
  throw new Error('EIO');
}

test('A question that cannot be written leaves the terminal as it was', async (t) => {
  const { input } = new FakeTerminal(sends());
  await t.throwsAsync(probeBackground({ input, output: { write: writeNothing } }, {}, NEVER), {
    message: 'EIO',
  });
  t.deepEqual(input.log, ['raw', 'resumed', 'paused', 'cooked']);
  t.deepEqual(input.eventNames(), []);
});
