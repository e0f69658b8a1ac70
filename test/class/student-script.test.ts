import { createContext, runInContext } from 'node:vm';
import test from 'ava';
import { STUDENT_SCRIPT } from '../../src/class/page/student-script.ts';
import { until } from '../helpers/until.ts';

/** A stream as a browser has one, which the test opens and breaks. */
class Stream extends EventTarget {
  static readonly CLOSED = 2;
  static readonly all: Stream[] = [];
  readyState = 1;

  constructor() {
    super();
    Stream.all.push(this);
  }

  breaks(readyState: number): void {
    this.readyState = readyState;
    this.dispatchEvent(new Event('error'));
  }
}

/** A part of a page. */
function element(): object {
  return {
    textContent: '',
    children: [],
    addEventListener: () => undefined,
    replaceChildren(...children: unknown[]) {
      Object.assign(this, { children });
    },
  };
}

/** A student's page with as much of a browser as its script uses before anything is shown. What is asked for the page itself is answered with `statuses`, and 0 is no answer. */
function openPage(statuses: number[]): { readonly said: () => string; readonly reloads: () => number } {
  const live: { children?: readonly { readonly textContent: string }[] } = element();
  let reloads = 0;
  const page = {
    URLSearchParams,
    EventSource: Stream,
    location: { search: '?key=k', reload: () => (reloads += 1) },
    document: {
      body: { dataset: { base: '' } },
      getElementById: () => live,
      createElement: element,
      addEventListener: () => undefined,
    },
    setTimeout: (call: () => void) => setImmediate(call),
    fetch: async (): Promise<{ readonly status: number }> => {
      await Promise.resolve();
      const status = statuses.shift() ?? 0;
      if (status === 0) throw new TypeError('fetch failed');
      return { status };
    },
  };
  runInContext(STUDENT_SCRIPT, createContext(page));
  return { said: () => live.children?.[0]?.textContent ?? '', reloads: () => reloads };
}

test.serial(
  'a page whose stream its browser gave up opens another, until the class is there again',
  async (t) => {
    Stream.all.length = 0;
    const page = openPage([502, 0, 200]);
    Stream.all[0]?.breaks(0);
    await new Promise((resolve) => setImmediate(resolve));
    t.is(Stream.all.length, 1, 'a browser that tries again itself is let alone');
    for (let opened = 1; opened < 4; opened += 1) {
      Stream.all.at(-1)?.breaks(Stream.CLOSED);
      t.is(page.said(), 'Not connected: trying again');
      await until(() => Stream.all.length === opened + 1);
    }
    Stream.all.at(-1)?.dispatchEvent(new Event('open'));
    t.is(page.said(), 'Live');
    t.is(page.reloads(), 0);
  },
);

test.serial('a page that a new class does not know shows its door', async (t) => {
  Stream.all.length = 0;
  const page = openPage([403]);
  Stream.all[0]?.breaks(Stream.CLOSED);
  await until(() => page.reloads() === 1);
  t.is(Stream.all.length, 1);
});
