// What a redraw of the stage costs. Called as a program it is the process that benchRedraw starts.
import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { render } from 'ink';
import { createElement } from 'react';
import { Session } from '../src/session/session.ts';
import { Director } from '../src/stage/director.ts';
import { FRAME } from '../src/stage/pacing.ts';
import { Stage } from '../src/stage/stage.tsx';
import { grouped } from '../lab/text/count.ts';
import { HandClock, settled } from '../tools/support/hand-clock.ts';
import { report, runNode } from './measure.ts';

/** Redraws before the count begins: the compiler is warm then. */
const WARM_UP = 30;

/** What redraws cost. Times in ms. */
interface RedrawFigures {
  readonly redraws: number;
  readonly median: number;
  readonly p95: number;
}

const COLUMNS = 160;
const ROWS = 45;
const FACTS_PER_SECOND = 5_000;

class Sink extends EventEmitter {
  readonly isTTY = true;
  readonly writable = true;
  readonly columns = COLUMNS;
  readonly rows = ROWS;
  bytes = 0;

  readonly write = (text: string, encoding?: unknown, done?: unknown): boolean => {
    this.bytes += text.length;
    const call = typeof encoding === 'function' ? encoding : done;
    if (typeof call === 'function') setImmediate(() => call());
    return true;
  };

  readonly end = (): this => this;
}

/**
 * Measures redraws of the whole stage at 160×45 while 5,000 facts a second arrive: half of them
 * segments of TLS and HTTP, half what the head passes at once. Time is turned by hand, one frame after
 * the other, so that nothing is counted but the work: folding the facts, React, Ink, the bytes written.
 */
async function measureRedraw(redraws: number): Promise<RedrawFigures> {
  const clock = new HandClock();
  const session = new Session(() => clock.now());
  const director = new Director(session, clock);
  const stdout = new Sink();
  const stdin = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: () => stdin,
    ref: () => stdin,
    unref: () => stdin,
  });
  open(session);
  const ink = render(createElement(Stage, { director }), {
    stdout,
    stdin,
    alternateScreen: true,
    interactive: true,
    patchConsole: false,
    incrementalRendering: true,
    // Ink itself holds frames back no longer than this; the stage's own clock sets the pace here.
    maxFps: 1_000,
  });
  const times: number[] = [];
  const each = Math.round((FACTS_PER_SECOND * FRAME) / 1_000);
  for (let redraw = 0; redraw < redraws + WARM_UP; redraw += 1) {
    for (let fact = 0; fact < each; fact += 1) happen(session, redraw * each + fact);
    const { bytes } = stdout;
    const began = performance.now();
    clock.turn(FRAME);
    await settled();
    await ink.waitUntilRenderFlush();
    if (redraw >= WARM_UP && stdout.bytes > bytes) times.push(performance.now() - began);
  }
  director.stop();
  ink.unmount();
  await ink.waitUntilExit();
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
  return { redraws: times.length, median: at(0.5), p95: at(0.95) };
}

/** Reports what one redraw costs, in the process that calls it. */
async function reportRedraw(): Promise<void> {
  const { redraws, median, p95 } = await measureRedraw(300);
  report(
    `one redraw at ${COLUMNS}×${ROWS} under ${grouped(FACTS_PER_SECOND)} facts/s`,
    `${median.toFixed(1)} ms median, ${p95.toFixed(1)} ms 95th of ${redraws}`,
    'under 16 ms',
    median < 16,
  );
}

/** Reports what one redraw costs, in a process of its own: React is fast only where it is told so before it is loaded. */
export async function benchRedraw(): Promise<void> {
  const { output } = await runNode([fileURLToPath(import.meta.url)], { env: { NODE_ENV: 'production' } });
  process.stdout.write(output);
}

function open(session: Session): void {
  const lanes = ['plain', 'sealed'].map((id) => ({ id, title: id, url: `http://${id}.test/` }));
  session.append({
    type: 'session-opened',
    format: 1,
    version: '0',
    scenario: 'load',
    title: 'A load',
    seed: 's',
    time: '',
    lanes,
    steps: [{ kind: 'say', text: 'Many things happen at once.', lanes: ['plain', 'sealed'] }],
    notes: '',
  });
  for (const lane of ['plain', 'sealed']) {
    session.append({ type: 'secret-planted', lane, name: 'password', value: 'tulip-orbit-42' });
  }
  session.append({ type: 'step-started', index: 0, kind: 'say', text: 'Many things happen at once.' });
}

const POST = Buffer.from(
  'POST /login HTTP/1.1\r\nHost: bank.test\r\nContent-Length: 34\r\n\r\nuser=alice&password=tulip-orbit-42!',
);
const RECORD = Buffer.concat([Buffer.from([23, 3, 3, 1, 0]), Buffer.alloc(256, 0x5a)]);

function happen(session: Session, serial: number): void {
  const lane = serial % 2 === 0 ? 'plain' : 'sealed';
  const bytes = lane === 'plain' ? POST : RECORD;
  const turn = Math.floor(serial / 4);
  if (serial % 4 < 2) {
    session.append({
      type: 'segment-captured',
      lane,
      connection: lane === 'plain' ? 1 : 2,
      direction: 'to-bank',
      offset: turn * bytes.length,
      bytes,
    });
  } else {
    session.append({
      type: 'bank-answered',
      lane,
      scheme: 'http',
      method: 'GET',
      path: `/${turn}`,
      status: 200,
    });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await reportRedraw();
