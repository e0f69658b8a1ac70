import { PassThrough } from 'node:stream';

import test from 'ava';
import * as fc from 'fast-check';

import { openCdp } from '../../../../lab/victim/real/chromium/cdp-pipe.ts';
import { BrowserRefused, Conversation } from '../../../../lab/victim/real/conversation.ts';
import type { BrowserEvent } from '../../../../lab/victim/real/conversation.ts';

test('answers come to who asked, events to who hears, and a refusal is told', async (t) => {
  const sent: string[] = [];
  const heard: BrowserEvent[] = [];
  const talk = new Conversation(
    (text) => sent.push(text),
    (event) => heard.push(event),
  );
  const first = talk.call('Page.navigate', { url: 'http://bank.test/' }, 'S');
  const second = talk.call('Network.enable');
  t.deepEqual(JSON.parse(sent[0] ?? ''), {
    id: 1,
    method: 'Page.navigate',
    params: { url: 'http://bank.test/' },
    sessionId: 'S',
  });
  talk.take('{"method":"Page.loadEventFired","params":{"timestamp":1},"sessionId":"S"}');
  talk.take('{"id":2,"error":{"message":"not here"}}');
  talk.take('{"id":1,"result":{"loaderId":"L"}}');
  t.deepEqual(await first, { loaderId: 'L' });
  await t.throwsAsync(second, { instanceOf: BrowserRefused, message: 'not here' });
  t.deepEqual(heard, [{ method: 'Page.loadEventFired', params: { timestamp: 1 }, session: 'S' }]);
});

test('who still waits when the browser is gone is told', async (t) => {
  const talk = new Conversation(
    () => undefined,
    () => undefined,
  );
  const waiting = talk.call('Browser.close');
  talk.end();
  await t.throwsAsync(waiting, { instanceOf: BrowserRefused });
  await t.throwsAsync(talk.call('Page.navigate'), { instanceOf: BrowserRefused });
});

test('messages over a pipe are cut at their NUL, however they arrive; what is no message is passed over', async (t) => {
  const texts = fc.array(
    fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\0', '')),
    { maxLength: 8 },
  );
  await fc.assert(
    fc.asyncProperty(texts, fc.integer({ min: 1, max: 7 }), async (all, size) => {
      const heard: unknown[] = [];
      const from = new PassThrough();
      openCdp({ to: new PassThrough(), from }, ({ method, params }) => heard.push([method, params['text']]));
      const wire = Buffer.from(
        all.map((text) => `${JSON.stringify({ method: 'said', params: { text } })}\0not json\0`).join(''),
      );
      for (let at = 0; at < wire.length; at += size) from.write(wire.subarray(at, at + size));
      from.end();
      await new Promise((resolve) => from.once('end', resolve));
      const said = heard.filter((each) => Array.isArray(each) && each[0] === 'said');
      t.deepEqual(
        said,
        all.map((text) => ['said', text.toWellFormed()]),
      );
    }),
    { numRuns: 50 },
  );
});
