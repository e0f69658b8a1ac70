import { LANE_PART } from './parts.tsx';

/** What a student's page runs: it keeps the page up with the lesson, votes, and steps back. All of it is written here. */
export const STUDENT_SCRIPT = `'use strict';
const base = document.body.dataset.base;
const key = new URLSearchParams(location.search).get('key') || '';
const byId = (id) => document.getElementById(id);
const current = new Map();
const drawn = new Map();
let earlier = null;
let mine = null;

function put(id, html) {
  let part = byId(id);
  if (part === null && id.startsWith('${LANE_PART}')) {
    part = document.createElement('div');
    part.id = id;
    byId('lanes').append(part);
  }
  if (part !== null && drawn.get(id) !== html) replace(part, html);
  drawn.set(id, html);
  if (id === 'question') press();
}
/** What was opened stays open. Who is on a button by keyboard stays on it, where it is still there, and on the part of the page that it was in where it is not. */
function replace(part, html) {
  const asked = () => part.querySelector('form') === null ? '' : part.querySelector('form').dataset.question;
  const pressed = () => [...part.querySelectorAll('button, summary')];
  const folds = () => [...part.querySelectorAll('details')];
  const open = folds().map((fold) => fold.open);
  const at = pressed().indexOf(document.activeElement);
  const was = asked();
  part.innerHTML = html;
  for (const [index, fold] of folds().entries()) fold.open = open[index] === true;
  if (at === -1) return;
  const same = asked() === was ? pressed()[at] : undefined;
  part.tabIndex = -1;
  (same === undefined ? part : same).focus({ preventScroll: same !== undefined });
}
function show(parts) {
  for (const part of byId('lanes').children) if (!parts.has(part.id)) put(part.id, '');
  for (const [id, html] of parts) put(id, html);
}
function press() {
  const form = document.querySelector('#question form');
  if (form === null) {
    if (byId('question').childElementCount === 0) byId('mine').textContent = '';
    return;
  }
  const voted = mine !== null && String(mine.question) === form.dataset.question ? mine.choice : 0;
  for (const button of form.querySelectorAll('button'))
    button.setAttribute('aria-pressed', String(Number(button.value) === voted));
  byId('mine').textContent = voted === 0 ? '' : 'Your vote: ' + voted;
}

const live = byId('live');
const button = (text, act) => {
  const made = document.createElement('button');
  made.type = 'button';
  made.textContent = text;
  made.addEventListener('click', act);
  return made;
};
const state = document.createElement('span');
const back = button('Step back', () => stepTo((earlier === null ? step() : earlier) - 1));
const again = button('Follow here', () => { again.remove(); follow(); });
const on = button('Live', () => { earlier = null; show(current); tell('Live'); });
live.replaceChildren(state, back, on);
function tell(text) {
  state.textContent = text;
  on.hidden = earlier === null;
}
function step() {
  const [, at] = /Step (\\d+) of/.exec((current.get('said') || '')) || [];
  return Number(at || 1) - 1;
}
async function stepTo(wanted) {
  if (wanted < 0) return;
  const answer = await fetch(base + '/step?key=' + encodeURIComponent(key) + '&step=' + wanted);
  if (!answer.ok) return;
  earlier = wanted;
  show(new Map(Object.entries(await answer.json())));
  tell('Looking back');
}

document.addEventListener('submit', async (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.dataset.question === undefined) return;
  event.preventDefault();
  const choice = event.submitter === null ? 0 : Number(event.submitter.value);
  const body = new URLSearchParams({ key, question: form.dataset.question, choice: String(choice) });
  const answer = await fetch(base + '/vote', { method: 'POST', body, headers: { accept: 'application/json' } });
  if (answer.ok) {
    mine = { question: Number(form.dataset.question), choice };
    press();
  } else byId('mine').textContent = 'This vote was not taken.';
});

function follow() {
  const stream = new EventSource(base + '/events?key=' + encodeURIComponent(key));
  stream.addEventListener('open', () => tell(earlier === null ? 'Live' : 'Looking back'));
  stream.addEventListener('error', () => {
    tell('Not connected: trying again');
    // A browser gives a stream up where another answer came in its place, as of a proxy behind which nobody is.
    if (stream.readyState === EventSource.CLOSED) setTimeout(comeBack, 2000 + 2000 * Math.random());
  });
  stream.addEventListener('state', (event) => {
    const told = JSON.parse(event.data);
    current.clear();
    for (const [id, html] of Object.entries(told.parts)) current.set(id, html);
    mine = told.mine;
    if (earlier === null) show(current);
  });
  stream.addEventListener('parts', (event) => {
    for (const [id, html] of Object.entries(JSON.parse(event.data))) {
      if (html === null) current.delete(id);
      else current.set(id, html);
      if (earlier === null) put(id, html === null ? '' : html);
      // What is asked now is shown also to who looks back.
      else if (id === 'question' || id === 'count') put(id, html === null ? '' : html);
    }
  });
  stream.addEventListener('code', (event) => { byId('own').textContent = JSON.parse(event.data); });
  stream.addEventListener('lesson', () => {
    // What was looked back at is of a lesson that is over.
    earlier = null;
    show(current);
    tell('Live');
  });
  stream.addEventListener('elsewhere', () => {
    stream.close();
    tell('You follow on newer devices. Here you may go on, too:');
    live.append(again);
  });
  stream.addEventListener('gone', () => {
    stream.close();
    location.reload();
  });
}
async function comeBack() {
  const answer = await fetch(base + '/?key=' + encodeURIComponent(key), { method: 'HEAD' }).catch(() => undefined);
  // A class that was begun anew knows nobody: its door says so.
  if (answer !== undefined && answer.status === 403) location.reload();
  else follow();
}
follow();
`;
