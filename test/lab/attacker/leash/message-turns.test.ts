import { EventEmitter } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import test from 'ava';
import { MessageTurns } from '../../../../lab/attacker/leash/message-turns.ts';
import type { SocketMessage } from '../../../../lab/attacker/leash/websockets.ts';

/** A victim's socket as the turns ask for it. */
class Victim extends EventEmitter {
  readonly readyState = 1;
  close(): void {}
  terminate(): void {}
}

const message = (text: string): SocketMessage => ({
  direction: 'to-bank',
  binary: false,
  bytes: Buffer.from(text),
});

test('what comes later waits for what is held before it, and what is dropped goes nowhere', async (t) => {
  const turns = new MessageTurns();
  const victim = new Victim();
  const passed: string[] = [];
  const held = [
    Promise.withResolvers<SocketMessage | undefined>(),
    Promise.withResolvers<SocketMessage | undefined>(),
  ];
  const verdicts = [held[0]?.promise, held[1]?.promise, undefined];
  const stop = () => verdicts.shift();
  for (const text of ['one', 'two', 'three'])
    turns.take(
      victim,
      { stop },
      message(text),
      ({ bytes }) => passed.push(Buffer.from(bytes).toString()),
      (error) => t.fail(String(error)),
    );
  held[1]?.resolve(undefined);
  await setImmediate();
  t.deepEqual(passed, []);
  held[0]?.resolve(message('another'));
  await setImmediate();
  t.deepEqual(passed, ['another', 'three']);
});

test('what goes wrong with one that waits is told, and nothing else breaks', async (t) => {
  const turns = new MessageTurns();
  const victim = new Victim();
  const told: unknown[] = [];
  const fault = new Error('a broken hand');
  turns.take(
    victim,
    { stop: () => Promise.reject(fault) },
    message('one'),
    () => t.fail(),
    (error) => told.push(error),
  );
  await setImmediate();
  t.deepEqual(told, [fault]);
});
