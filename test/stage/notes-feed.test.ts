import test from 'ava';
import type { NotesMessage } from '../../src/stage/notes/messages.ts';
import { Session } from '../../src/session/session.ts';
import { Director } from '../../src/stage/director.ts';
import { NotesFeed } from '../../src/stage/notes/notes-feed.ts';
import { Remote } from '../../src/stage/remote.ts';
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
  const remote = new Remote(director, true, () => t.fail());
  const quiet = feed.followStage(remote.source, 3);
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
  remote.obey({ type: 'blank' });
  t.like(sent.at(-1), { type: 'step', blank: true });
  remote.obey({ type: 'next' });
  t.like(sent.at(-1), { type: 'step', paused: true });
  t.false('blank' in (sent.at(-1) ?? {}));
  t.notRegex(JSON.stringify([...sent, ...feed.greeting()]), /tulip|the-seed/);
  quiet();
  feed.showCatalogue();
  t.deepEqual(sent.at(-1), { type: 'catalogue' });
});

test('the notes tell the choices of the question that stands, and the scenario that may follow', async (t) => {
  const clock = new HandClock();
  const session = new Session(() => clock.now());
  const director = new Director(session, clock);
  t.teardown(director.stop);
  const feed = new NotesFeed(() => clock.now());
  const sent: NotesMessage[] = [];
  feed.sendTo((message) => sent.push(message));
  const left: string[] = [];
  const remote = new Remote(director, true, (how) => left.push(how));
  feed.followStage(remote.source, 3);
  remote.offer({ next: { id: 'hsts' } });
  session.append({ ...OPENED, steps: [{ kind: 'ask', text: 'Who?', lanes: ['plain'] }] });
  session.append({ type: 'step-started', index: 0, kind: 'ask', text: 'Who?' });
  const [question, because] = ['Who?', 'So.'];
  session.append({ type: 'question-asked', question, choices: ['He', 'She'], answer: 2, because });
  clock.turn(10_000);
  t.false('choices' in (sent.at(-1) ?? {}), 'nobody waits for an answer yet');
  const answer = director.answer();
  t.like(sent.at(-1), { type: 'step', step: 0, choices: ['He', 'She'] });
  remote.obey({ type: 'choose', choice: 3 });
  remote.obey({ type: 'go-on' });
  t.like(sent.at(-1), { choices: ['He', 'She'] });
  t.deepEqual(left, []);
  remote.obey({ type: 'choose', choice: 2 });
  t.is(await answer, 2);
  t.false('choices' in (sent.at(-1) ?? {}));
  session.append({ type: 'answer-given', choice: 2 });
  session.append({ type: 'question-explained', choice: 2, answer: 2, because });
  session.append({ type: 'step-finished', index: 0, kind: 'ask', text: 'Who?' });
  director.ended();
  while (!director.scene().over) clock.turn(10_000);
  t.like(sent.at(-1), { type: 'step', over: true, ahead: 'hsts' });
  remote.obey({ type: 'go-on' });
  remote.obey({ type: 'restart' });
  t.deepEqual(left, ['next', 'restart']);
});
