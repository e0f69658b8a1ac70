/** The script of the help desk's page, for browsers: says over a WebSocket what is typed, and shows what comes back. */
export const CHAT_SCRIPT = `'use strict';
const form = document.getElementById('chat');
const said = document.getElementById('said');
const field = form.elements.namedItem('message');
let socket;
function show(who, text) {
  const line = document.createElement('li');
  line.textContent = who + ': ' + text;
  said.append(line);
}
function open() {
  const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
  const made = new WebSocket(scheme + '//' + location.host + form.dataset.socket);
  made.addEventListener('message', ({ data }) => show('Help desk', data));
  made.addEventListener('error', () => show('This page', 'the help desk cannot be reached'));
  return made;
}
form.addEventListener('submit', (event) => {
  event.preventDefault();
  const text = field.value;
  field.value = '';
  show('You', text);
  if (socket === undefined || socket.readyState > WebSocket.OPEN) socket = open();
  if (socket.readyState === WebSocket.OPEN) socket.send(text);
  else socket.addEventListener('open', () => socket.send(text), { once: true });
});
form.querySelector('button').disabled = false;
`;
