import test from 'ava';
import type { NotesMessage } from '../../src/stage/notes/messages.ts';
import { Session } from '../../src/session/session.ts';
import { Director } from '../../src/stage/director.ts';
import { NotesFeed } from '../../src/stage/notes/notes-feed.ts';
import { HandClock } from '../../tools/support/hand-clock.ts';
import { OPENED } from '../helpers/happenings.ts';

test('the notes tell steps and notes, each once, with the time, and no secret', (t) => {
  const clock = new HandClock();
  const session = new Session(() => clock.now());
  const director = new Director(session, clock);
  const feed = new NotesFeed(() => clock.now());
  const sent: NotesMessage[] = [];
  feed.sendTo((message) => sent.push(message));
  feed.showCatalogue();
  t.deepEqual(feed.greeting(), [{ type: 'catalogue' }]);
  const quiet = feed.followStage(director, 3);
  session.append({
    ...OPENED,
    title: 'T',
    seed: 'the-seed',
    steps: [{ kind: 'say', text: 'Hello', lanes: ['plain'], note: 'Smile.', pause: true }],
    notes: 'Say first.',
  });
  session.append({ type: 'secret-planted', lane: 'plain', name: 'password', value: 'tulip-orbit-42' });
  clock.turn(4_000);
  session.append({ type: 'step-started', index: 0, kind: 'say', text: 'Hello' });
  clock.turn(2_000);
  director.togglePause();
  t.deepEqual(sent, [
    { type: 'catalogue' },
    {
      type: 'scenario',
      title: 'T',
      minutes: 3,
      notes: 'Say first.',
      steps: [{ kind: 'say', text: 'Hello', note: 'Smile.' }],
    },
    { type: 'step', step: -1, paused: false, waits: false, over: false, elapsed: 0, inStep: 0 },
    { type: 'step', step: 0, paused: false, waits: false, over: false, elapsed: 4_000, inStep: 0 },
    { type: 'step', step: 0, paused: true, waits: false, over: false, elapsed: 6_000, inStep: 2_000 },
  ]);
  t.notRegex(JSON.stringify([...sent, ...feed.greeting()]), /tulip|the-seed/);
  quiet();
  feed.showCatalogue();
  t.deepEqual(sent.at(-1), { type: 'catalogue' });
});
