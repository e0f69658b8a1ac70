/** Why something is there and what it tells an attacker, and where the rule stands. */
export type Reason = readonly [why: string, source: string];

/** Says it of one value, which is safe to show already. */
type Say = (value: string) => Reason;

const said =
  (why: string, source: string): Say =>
  () => [why, source];

const CORS: Say = said(
  'Says which other sites’ scripts may read this answer. It guards browsers’ pages from each other and hides nothing on the path.',
  'Fetch Standard, CORS protocol',
);
const FETCH_METADATA: Say = said(
  'The browser’s own word on where the request came from, which no script can forge. Whoever is on the path can.',
  'Fetch Metadata §2',
);
const CONDITION: Say = said(
  'Asks for the answer only where it has changed. An attacker learns that the victim was here before.',
  'RFC 9110 §13.1',
);

/** The headers that a person meets most. RFC 9110 unless the entry says otherwise. */
const HEADERS: Readonly<Record<string, Say>> = {
  host: (value) => [
    `The victim wants ${value}; one address may serve many names. TLS would hide this line, though the name mostly shows in the ClientHello.`,
    'RFC 9110 §7.2',
  ],
  'user-agent': () => [
    'Names the victim’s software. An attacker learns which holes are worth trying.',
    'RFC 9110 §10.1.5, §17.13',
  ],
  accept: said(
    'The kinds of content that the victim would take. With the other Accept headers it helps to tell one browser from another.',
    'RFC 9110 §12.5.1, §17.13',
  ),
  'accept-encoding': (value) => [
    value === 'identity'
      ? 'The victim asks for answers that are not packed. That makes them a little easier to change on the way.'
      : `How the answer may be packed: ${value}. An attacker on the path can strike it out, so that answers come unpacked and are easy to change.`,
    'RFC 9110 §12.5.3',
  ],
  'accept-language': (value) => [
    `The languages that the victim reads: ${value}. A hint at who she is and where.`,
    'RFC 9110 §12.5.4, §17.13',
  ],
  authorization: said(
    'Proves to the bank who asks. In clear, whoever is on the path can send it too.',
    'RFC 9110 §11.6.2',
  ),
  'www-authenticate': said('Asks the victim to prove who she is, and how.', 'RFC 9110 §11.6.1'),
  'content-type': (value) => [
    `How the body is to be read: ${value}. The receiver goes by this, and whoever is on the path can change it.`,
    'RFC 9110 §8.3',
  ],
  'content-length': (value) => [
    value === '0'
      ? 'There is no body. The headers are all of this message.'
      : `The body takes ${value} bytes. TLS would hide the body, but its length would still show nearly as well.`,
    'RFC 9110 §8.6',
  ],
  'content-encoding': (value) => [
    `The body is packed with ${value}. That is no secrecy: anyone can unpack it.`,
    'RFC 9110 §8.4',
  ],
  'transfer-encoding': (value) => [
    `The body comes as ${value}, its end marked in the body itself. Where two servers disagree about that end, requests can be smuggled.`,
    'RFC 9112 §6.1, §11.2',
  ],
  origin: (value) => [
    `The site whose page made the request: ${value}. The bank can refuse others by it; on the path it can be rewritten.`,
    'RFC 6454 §7',
  ],
  referer: (value) => [
    `The page that the victim came from: ${value}. An attacker learns her way through the site.`,
    'RFC 9110 §10.1.3',
  ],
  location: (value) => [
    value.toLowerCase().startsWith('https:')
      ? `Sends the victim on to ${value}. This step is in clear, so an attacker on the path can rewrite it and keep her on http.`
      : `Sends the victim on to ${value}. In clear, an attacker on the path can send her elsewhere.`,
    'RFC 9110 §10.2.2',
  ],
  date: (value) => [
    `The bank’s clock when it answered: ${value}. An attacker learns it by his own clock anyway.`,
    'RFC 9110 §6.6.1',
  ],
  server: (value) => [
    `The bank’s software says its name: ${value}. An attacker learns what to aim at.`,
    'RFC 9110 §10.2.4, §17.12',
  ],
  etag: said(
    'A name for this version of the page, which the browser shows next time. It can serve to know her again.',
    'RFC 9110 §8.8.3, §17.14',
  ),
  'last-modified': said('When the page was last changed.', 'RFC 9110 §8.8.2'),
  vary: (value) => [
    `The answer depends on the request’s ${value}: a cache must keep such answers apart.`,
    'RFC 9110 §12.5.5',
  ],
  allow: said('The methods that this page takes.', 'RFC 9110 §10.2.1'),
  connection: (value) => [
    value.toLowerCase() === 'close'
      ? 'The TCP connection ends after this exchange. An onlooker sees that end over TLS too.'
      : `Meant for the next hop only: ${value}. A proxy takes it out and may write its own.`,
    'RFC 9110 §7.6.1',
  ],
  'keep-alive': said(
    'How long the sender would keep the TCP connection open. For the next hop only.',
    'RFC 9112 §C.2.2',
  ),
  upgrade: (value) => [`Offers to go on with another protocol: ${value}.`, 'RFC 9110 §7.8'],
  via: said('A proxy on the way wrote this. An attacker need not.', 'RFC 9110 §7.6.3'),
  expect: said('Asks the bank whether it wants the body before the body is sent.', 'RFC 9110 §10.1.1'),
  'if-none-match': CONDITION,
  'if-modified-since': CONDITION,
  'cache-control': (value) => [
    /\bno-store\b/i.test(value)
      ? 'No cache may keep this answer. That binds honest caches: an attacker on the path has kept it already.'
      : `Tells caches what they may do: ${value}. It binds honest caches only.`,
    'RFC 9111 §5.2',
  ],
  pragma: said('An older way to ask caches for a fresh answer.', 'RFC 9111 §5.4'),
  expires: said('Until when a cache may use this answer.', 'RFC 9111 §5.3'),
  age: said('How many seconds the answer has been in a cache.', 'RFC 9111 §5.1'),
  'strict-transport-security': () => [
    'Asks browsers to use https only for this name. Here it came over plain http, so a browser must ignore it: otherwise an attacker could write or clear it.',
    'RFC 6797 §8.1',
  ],
  'content-security-policy': () => [
    'Limits what the page may load and where its forms may go. It came in clear: whoever changes the page can strike this out first.',
    'CSP 3 §3.1',
  ],
  'x-frame-options': said(
    'Says who may show this page inside another, against clicks that are lured away.',
    'RFC 7034 §2',
  ),
  'x-content-type-options': said(
    'Tells the browser not to guess what the body is. In clear, whoever changes the body can strike this out as well.',
    'Fetch Standard, X-Content-Type-Options',
  ),
  'referrer-policy': said(
    'Says how much of this address the browser may tell the next site. It hides nothing from the path.',
    'Referrer Policy §4.1',
  ),
  'upgrade-insecure-requests': said(
    'The browser would rather have https. An attacker on the path can strike this out.',
    'Upgrade Insecure Requests',
  ),
  'access-control-allow-origin': CORS,
  'access-control-allow-credentials': CORS,
  'sec-fetch-site': FETCH_METADATA,
  'sec-fetch-mode': FETCH_METADATA,
  'sec-fetch-dest': FETCH_METADATA,
  'sec-fetch-user': FETCH_METADATA,
};

/** Why a header is there. `value` must be safe to show. One that is not known here is said to be read all the same. */
export function headerReason(name: string, value: string): Reason {
  const key = name.toLowerCase();
  const say = Object.hasOwn(HEADERS, key) ? HEADERS[key] : undefined;
  return (
    say?.(value) ?? [
      'A header that this lab has no words for. It travels in clear like the rest: read and changed by anyone on the path.',
      'RFC 9110 §5.1',
    ]
  );
}

const METHODS: Readonly<Record<string, Reason>> = {
  GET: ['Asks for a page. What stands in the target goes into logs as well.', 'RFC 9110 §9.3.1'],
  HEAD: ['Asks for the headers of a page without its body.', 'RFC 9110 §9.3.2'],
  POST: ['Hands data to the bank, as a form does: look into the body.', 'RFC 9110 §9.3.3'],
  PUT: ['Asks the bank to store the body under this target.', 'RFC 9110 §9.3.4'],
  DELETE: ['Asks the bank to remove what the target names.', 'RFC 9110 §9.3.5'],
  CONNECT: ['Asks a proxy for a tunnel to the target.', 'RFC 9110 §9.3.6'],
  OPTIONS: ['Asks what can be done here.', 'RFC 9110 §9.3.7'],
  TRACE: ['Asks the bank to send the request back as it came.', 'RFC 9110 §9.3.8'],
};

/** What a request's method asks for. */
export function methodReason(method: string): Reason {
  const known = Object.hasOwn(METHODS, method) ? METHODS[method] : undefined;
  const [why, source] = known ?? ['A method that this lab has no words for.', 'RFC 9110 §9.1'];
  return [`${why} In clear, so an onlooker learns it too.`, source];
}

const STATUSES: Readonly<Record<number, Reason>> = {
  200: ['It worked; the body is the answer.', 'RFC 9110 §15.3.1'],
  204: ['It worked, and there is nothing to say.', 'RFC 9110 §15.3.5'],
  301: ['The page has moved for good; browsers remember it.', 'RFC 9110 §15.4.2'],
  302: ['The page is elsewhere for now: see Location.', 'RFC 9110 §15.4.3'],
  303: [
    'Done: fetch the page in Location with GET. A login that worked is often answered so.',
    'RFC 9110 §15.4.4',
  ],
  304: ['Nothing has changed since the victim asked last.', 'RFC 9110 §15.4.5'],
  307: ['The page is elsewhere for now; ask there in the same way.', 'RFC 9110 §15.4.8'],
  308: ['The page has moved for good; ask there in the same way.', 'RFC 9110 §15.4.9'],
  400: ['The bank could not read the request.', 'RFC 9110 §15.5.1'],
  401: ['The bank wants to know who asks.', 'RFC 9110 §15.5.2'],
  403: ['The bank understood and refuses.', 'RFC 9110 §15.5.4'],
  404: ['There is no such page.', 'RFC 9110 §15.5.5'],
  405: ['This page does not take this method.', 'RFC 9110 §15.5.6'],
  421: ['This server does not answer for that name.', 'RFC 9110 §15.5.20'],
  500: ['The bank failed within.', 'RFC 9110 §15.6.1'],
  502: ['A proxy got no sensible answer from behind it. So there is one on the path.', 'RFC 9110 §15.6.3'],
  503: ['The bank cannot answer now.', 'RFC 9110 §15.6.4'],
  504: ['A proxy got no answer in time from behind it. So there is one on the path.', 'RFC 9110 §15.6.5'],
};

const NO_CLASS: Reason = ['A class of answers that does not exist.', 'RFC 9110 §15'];

const CLASSES: readonly Reason[] = [
  NO_CLASS,
  ['An interim answer: the real one follows.', 'RFC 9110 §15.2'],
  ['It worked.', 'RFC 9110 §15.3'],
  ['The victim must do something more, mostly go elsewhere.', 'RFC 9110 §15.4'],
  ['The bank finds fault with the request.', 'RFC 9110 §15.5'],
  ['The bank could not do it.', 'RFC 9110 §15.6'],
];

/** What a response's status means. */
export function statusReason(status: number): Reason {
  const [why, source] = STATUSES[status] ?? CLASSES[Math.floor(status / 100)] ?? NO_CLASS;
  return [`${why} In clear, so an onlooker learns it too.`, source];
}
