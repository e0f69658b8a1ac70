/** What the teacher's page runs: it shows what comes, and orders. Everything that comes is put in as text. */
export const TEACHER_SCRIPT = `'use strict';
const base = document.body.dataset.base;
const byId = (id) => document.getElementById(id);
let token = decodeURIComponent(location.hash.slice(1)) || sessionStorage.getItem('plainsight-teacher') || '';
if (location.hash !== '') history.replaceState(null, '', location.pathname);

const tell = (text) => { byId('status').textContent = text; };
const make = (name, text, act) => {
  const made = document.createElement(name);
  made.textContent = text;
  if (act !== undefined) { made.type = 'button'; made.addEventListener('click', act); }
  return made;
};
const authorization = () => ({ authorization: 'Bearer ' + token });

let lesson = null;

async function order(what) {
  const answer = await fetch(base + '/teacher/order', {
    method: 'POST',
    headers: { ...authorization(), 'content-type': 'application/json' },
    body: JSON.stringify(what),
  }).catch(() => undefined);
  if (answer === undefined) { tell('This was not done: the class does not answer.'); return undefined; }
  if (!answer.ok) { tell('This was not done (' + answer.status + ').'); return undefined; }
  return answer.status === 204 ? {} : answer.json();
}
const buttonOf = (type) => document.querySelector('[data-order="' + type + '"]');
function press(type) {
  if (buttonOf(type).hidden) return;
  if (type === 'restart' && !lesson.over && !confirm('Play this lesson anew, from its beginning?')) return;
  order({ type });
}
for (const button of document.querySelectorAll('[data-order]'))
  button.addEventListener('click', () => press(button.dataset.order));
// Not when another step is chosen: by the arrow keys each step on the way would be.
byId('jump-form').addEventListener('submit', (event) => {
  event.preventDefault();
  order({ type: 'jump', step: Number(byId('jump').value) });
});
document.addEventListener('keydown', (event) => {
  if (byId('desk').hidden || event.ctrlKey || event.metaKey || event.altKey) return;
  // A button that was pressed has the focus, and is pressed again by the space bar alone.
  if (/^(INPUT|SELECT)$/.test(event.target.tagName) || (event.target.tagName === 'BUTTON' && event.key === ' ')) return;
  const type = {
    ArrowRight: 'next', PageDown: 'next', ArrowLeft: 'back', PageUp: 'back', ' ': 'hold',
    b: 'blank', '.': 'blank', r: 'restart', n: 'go-on', a: 'go-on',
  }[event.key];
  if (type === undefined) return;
  event.preventDefault();
  press(type);
});

/** Draws a list anew only where it has changed, so that a button that has the focus keeps it. */
function list(id, seen, rows) {
  const where = byId(id);
  const text = JSON.stringify(seen);
  if (where.dataset.seen === text) return;
  where.dataset.seen = text;
  where.replaceChildren(...rows());
}
function showLesson(fault) {
  buttonOf('blank').textContent = lesson !== null && lesson.blank ? 'Show again' : 'Blank';
  buttonOf('restart').hidden = lesson === null || !lesson.restarts;
  buttonOf('go-on').hidden = lesson === null || lesson.ahead === null;
  byId('where').textContent = lesson === null ? fault || 'No lesson is open.'
    : lesson.title + ' · ' + (lesson.step < 0 ? 'before the first step' : 'step ' + (lesson.step + 1) + ' of ' + lesson.steps.length)
      + (lesson.blank ? ' · blank' : '') + (lesson.over ? ' · over' : lesson.paused ? ' · held' : lesson.waits ? ' · waits for Next' : '');
  byId('sentence').textContent = lesson === null ? '' : lesson.steps[lesson.step] || '';
  byId('next-step').textContent = lesson === null ? '' : 'Then: ' + (lesson.steps[lesson.step + 1] || 'the end');
  list('notes', lesson === null ? [] : lesson.notes, () => lesson === null ? [] : lesson.notes.map((each) => make('p', each)));
  list('jump', lesson === null ? [] : lesson.steps, () =>
    lesson === null ? [] : lesson.steps.map((text, index) => {
      const option = make('option', (index + 1) + '. ' + text);
      option.value = String(index);
      return option;
    }));
  if (lesson !== null && !byId('jump-form').contains(document.activeElement)) byId('jump').value = String(lesson.step);
  const asked = lesson === null ? null : lesson.question;
  list('asked-now', asked, () => asked === null ? [] : [
    make('p', asked.open ? asked.voted + ' of ' + asked.here + ' have voted' : 'The vote is closed'),
    ...asked.choices.map((choice, index) =>
      make('p', (index + 1) + ' · ' + choice + (asked.votes === null ? '' : ' · ' + asked.votes[index]))),
  ]);
}

/** Who is here, each in a row of their own: it stays while others come, so that who is on a button there stays on it, and a code can be read. */
const rows = new Map();
function rowOf({ id, nickname }) {
  const row = make('li', '');
  const name = make('span', '');
  const code = make('output', '');
  row.append(name, ' ',
    make('button', 'New code for ' + nickname, async () => {
      const answer = await order({ type: 'new-code', student: id });
      if (answer !== undefined) code.textContent = answer.code;
    }), ' ',
    make('button', 'Show ' + nickname + ' out', () => order({ type: 'kick', student: id })), ' ', code);
  return { row, name };
}
function showHere(here) {
  const rowKey = ({ id, nickname }) => id + ' ' + nickname;
  const keys = new Set(here.map(rowKey));
  for (const [gone, { row }] of rows) {
    if (keys.has(gone)) continue;
    if (row.contains(document.activeElement)) byId('here-title').focus();
    row.remove();
    rows.delete(gone);
  }
  for (const each of here) {
    const known = rows.get(rowKey(each)) || rowOf(each);
    rows.set(rowKey(each), known);
    const text = each.nickname + (each.online ? '' : ' · away') + (each.voted ? ' · voted' : '');
    if (known.name.textContent !== text) known.name.textContent = text;
    if (!known.row.isConnected) byId('here').append(known.row);
  }
}
function show(told) {
  tell('Connected.');
  byId('code').textContent = told.code;
  byId('address').textContent = told.address;
  lesson = told.lesson;
  showLesson(told.fault);
  showHere(told.here);
  byId('catalogue').hidden = told.catalogue.length === 0;
  list('lessons', told.catalogue, () => told.catalogue.map((each) => {
    const row = make('li', '');
    row.append(make('button', each.title, () => order({ type: 'play', lesson: each.id })),
      ' ', make('span', each.chapter + ' · ' + each.minutes + ' min'));
    return row;
  }));
}

async function follow() {
  const answer = await fetch(base + '/teacher/events', { headers: authorization() });
  if (answer.status === 403) { ask('This is not the token.'); return; }
  if (!answer.ok) throw new Error(String(answer.status));
  sessionStorage.setItem('plainsight-teacher', token);
  byId('token-form').hidden = true;
  byId('desk').hidden = false;
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    text += value;
    for (let end = text.indexOf('\\n\\n'); end !== -1; end = text.indexOf('\\n\\n')) {
      const data = text.slice(0, end).split('\\n').find((line) => line.startsWith('data: '));
      if (data !== undefined) show(JSON.parse(data.slice(6)));
      text = text.slice(end + 2);
    }
  }
}
function ask(why) {
  tell(why);
  byId('token-form').hidden = false;
  byId('desk').hidden = true;
}
byId('token-form').addEventListener('submit', (event) => {
  event.preventDefault();
  token = byId('token').value.trim();
  keep();
});
async function keep() {
  for (;;) {
    try {
      await follow();
      if (byId('desk').hidden) return;
    } catch {}
    tell('Not connected: trying again.');
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}
if (token === '') ask('Type the token.');
else keep();
`;
