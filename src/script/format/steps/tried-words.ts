/** Keys of steps, each with how it is written and with other words that writers try for it. */
const KEYS: Readonly<Record<string, { readonly written: string; readonly tried: readonly string[] }>> = {
  say: {
    written: 'say: A sentence for the class',
    tried: ['tell', 'text', 'speak', 'talk', 'narrate', 'sentence', 'print', 'caption'],
  },
  visit: {
    written: 'visit: /login',
    tried: ['goto', 'go', 'go-to', 'open', 'navigate', 'browse', 'load', 'url', 'page', 'address'],
  },
  click: {
    written: 'click: Sign in',
    tried: ['press', 'follow', 'link', 'tap', 'push', 'button', 'choose'],
  },
  submit: {
    written: 'submit: { form: login, user: $user, password: $password }',
    tried: ['fill', 'type', 'enter', 'send', 'form', 'login', 'log-in', 'sign-in', 'transfer', 'post', 'pay'],
  },
  chat: {
    written: 'chat: My card is lost',
    tried: ['message', 'help', 'websocket', 'write', 'support', 'say-in-chat'],
  },
  knock: {
    written: 'knock: { port: 443, with: tls }',
    tried: ['connect', 'port', 'scan', 'ping', 'probe', 'telnet'],
  },
  obtain: { written: 'obtain: http-01', tried: ['certify', 'issue', 'acme', 'renew'] },
  attack: { written: 'attack: strip', tried: ['hack', 'attacker', 'intercept', 'begin', 'start', 'decrypt'] },
  show: {
    written: 'show: matrix',
    tried: ['display', 'view', 'screen', 'present', 'matrix', 'ladder', 'inspector'],
  },
  wait: { written: 'wait: 5', tried: ['sleep', 'delay', 'timeout', 'seconds', 'stay', 'rest'] },
  ask: {
    written: 'ask: with choices, and without an answer for a poll',
    tried: ['poll', 'vote', 'question', 'quiz', 'survey', 'predict'],
  },
  claim: {
    written: 'claim: attacker reads password',
    tried: ['assert', 'expect', 'check', 'verify', 'test', 'must', 'prove'],
  },
  note: {
    written: 'note: What to point at',
    tried: ['notes', 'comment', 'comments', 'remark', 'hint', 'memo', 'instructor'],
  },
  pause: { written: 'pause: true', tried: ['hold', 'stop', 'halt', 'break', 'manual'] },
  lane: { written: 'lane: plain', tried: ['lanes', 'in', 'only', 'where', 'path'] },
};

const BY_WORD: ReadonlyMap<string, string> = new Map(
  Object.entries(KEYS).flatMap(([key, { written, tried }]) =>
    tried.map((word): [string, string] => [word, `did you mean "${key}", as in ${written}?`]),
  ),
);

/** What a writer probably wanted who tried a word that is no key of a step; undefined for a word that nobody is known to try. */
export function triedInstead(word: string): string | undefined {
  return BY_WORD.get(word.toLowerCase().replaceAll('_', '-'));
}
