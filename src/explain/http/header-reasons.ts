import { counted } from '../../../lab/text/count.ts';
import { undoes } from '../../../lab/wire/http/content.ts';
import { lengthDigits } from '../../../lab/wire/http/numbers.ts';
import { headerItems, type HttpMessage } from '../../../lab/wire/http/message.ts';
import { SOURCES } from '../sources/sources.ts';
import { cookieDate } from './cookie-date.ts';
import type { Reason } from './reasons.ts';

/** Says it of one value, which is safe to show already, in its message. */
type Say = (value: string, message: HttpMessage) => Reason;

const said =
  (why: string, source: string): Say =>
  () => [why, source];

const CORS: Say = said(
  'Says which other sites’ scripts may read this answer. It guards browsers’ pages from each other and hides nothing on the path.',
  SOURCES.cors,
);
const FETCH_METADATA: Say = said(
  'The browser’s own word on where the request came from, which no script can forge. Whoever is on the path can.',
  SOURCES.fetchMetadata,
);
const CONDITION: Say = said(
  'Asks for the answer only where it has changed. An attacker learns that the victim was here before.',
  SOURCES.condition,
);

/** The headers that a person meets most. RFC 9110 unless the entry says otherwise. */
const HEADERS: Readonly<Record<string, Say>> = {
  host: (value) => [
    `The victim wants ${value === '' ? 'no name' : value}; one address may serve many names. TLS would hide this line, though the name mostly shows in the ClientHello.`,
    SOURCES.host,
  ],
  'user-agent': () => [
    'Names the victim’s software. An attacker learns which holes are worth trying.',
    SOURCES.userAgent,
  ],
  accept: said(
    'The kinds of content that the victim would take. With the other Accept headers it helps to tell one browser from another.',
    SOURCES.accept,
  ),
  'accept-encoding': (value) => [
    value === 'identity'
      ? 'The victim asks for answers that are not packed. That makes them a little easier to change on the way.'
      : `How the answer may be packed: ${value}. An attacker on the path can strike it out, so that answers come unpacked and are easy to change.`,
    SOURCES.acceptEncoding,
  ],
  'accept-language': (value) => [
    `The languages that the victim reads: ${value}. A hint at who she is and where.`,
    SOURCES.acceptLanguage,
  ],
  authorization: said(
    'Proves to the bank who asks. In clear, whoever is on the path can send it too.',
    SOURCES.authorization,
  ),
  'www-authenticate': said('Asks the victim to prove who she is, and how.', SOURCES.wwwAuthenticate),
  'content-type': (value) => [
    `How the body is to be read: ${value}. The receiver goes by this, and whoever is on the path can change it.`,
    SOURCES.contentType,
  ],
  'content-length': (value, message) => [lengthWhy(value, message), SOURCES.contentLength],
  'content-encoding': (value, message) => [codingWhy(value, message), SOURCES.contentEncoding],
  'transfer-encoding': (value, { body }) => [
    body.framing === 'chunked'
      ? `The body comes as ${value}, its end marked in the body itself. Where two servers disagree about that end, requests can be smuggled.`
      : `How the body is coded on its way: ${value}. Where two servers disagree about its end, requests can be smuggled.`,
    SOURCES.transferEncoding,
  ],
  origin: (value) => [
    `The site whose page made the request: ${value}. The bank can refuse others by it; on the path it can be rewritten.`,
    SOURCES.origin,
  ],
  referer: (value) => [
    `The page that the victim came from: ${value}. An attacker learns her way through the site.`,
    SOURCES.referer,
  ],
  location: (value, message) => [locationWhy(value, message), SOURCES.location],
  date: (value, { kind }) => [
    `The ${kind === 'request' ? 'victim’s clock when it asked' : 'bank’s clock when it answered'}: ${value}. An attacker learns it by his own clock anyway.`,
    SOURCES.date,
  ],
  server: (value) => [
    `The bank’s software says its name: ${value}. An attacker learns what to aim at.`,
    SOURCES.server,
  ],
  etag: said(
    'A name for this version of the page, which the browser shows next time. It can serve to know her again.',
    SOURCES.etag,
  ),
  'last-modified': said('When the page was last changed.', SOURCES.lastModified),
  vary: (value) => [
    `The answer depends on the request’s ${value}: a cache must keep such answers apart.`,
    SOURCES.vary,
  ],
  allow: said('The methods that this page takes.', SOURCES.allow),
  connection: (value) => [
    value.toLowerCase() === 'close'
      ? 'The TCP connection ends after this exchange. An onlooker sees that end over TLS too.'
      : `Meant for the next hop only: ${value}. A proxy takes it out and may write its own.`,
    SOURCES.connection,
  ],
  'keep-alive': said(
    'How long the sender would keep the TCP connection open. For the next hop only.',
    SOURCES.keepAlive,
  ),
  upgrade: (value, message) => [
    message.kind === 'response' && message.start.status === 101
      ? `The protocol that both speak from here on: ${value}.`
      : `Offers to go on with another protocol: ${value}.`,
    SOURCES.upgrade,
  ],
  via: said('A proxy on the way wrote this. An attacker need not.', SOURCES.via),
  expect: said('Asks the bank whether it wants the body before the body is sent.', SOURCES.expect),
  'if-none-match': CONDITION,
  'if-modified-since': CONDITION,
  'cache-control': (value, { kind }) => [cacheWhy(value, kind), SOURCES.cacheControl],
  pragma: said('An older way to ask caches for a fresh answer.', SOURCES.pragma),
  expires: (value) => [
    cookieDate(value) === undefined
      ? 'Not a date: a cache must not use this answer without asking again.'
      : 'Until when a cache may use this answer.',
    SOURCES.expires,
  ],
  age: said('How many seconds the answer has been in a cache.', SOURCES.age),
  'strict-transport-security': () => [
    'Asks browsers to use https only for this name. Here it came over plain http, so a browser must ignore it: otherwise an attacker could write or clear it.',
    SOURCES.hsts,
  ],
  'content-security-policy': () => [
    'Limits what the page may load and where its forms may go. It came in clear: whoever changes the page can strike this out first.',
    SOURCES.csp,
  ],
  'x-frame-options': said(
    'Says who may show this page inside another, against clicks that are lured away.',
    SOURCES.frameOptions,
  ),
  'x-content-type-options': said(
    'Tells the browser not to guess what the body is. In clear, whoever changes the body can strike this out as well.',
    SOURCES.contentTypeOptions,
  ),
  'referrer-policy': said(
    'Says how much of this address the browser may tell the next site. It hides nothing from the path.',
    SOURCES.referrerPolicy,
  ),
  'upgrade-insecure-requests': said(
    'The browser would rather have https. An attacker on the path can strike this out.',
    SOURCES.upgradeInsecure,
  ),
  'access-control-allow-origin': CORS,
  'access-control-allow-credentials': CORS,
  'sec-fetch-site': FETCH_METADATA,
  'sec-fetch-mode': FETCH_METADATA,
  'sec-fetch-dest': FETCH_METADATA,
  'sec-fetch-user': FETCH_METADATA,
};

/** Digits of a length that are shown, and those of the longest that a program can count exactly. */
const LENGTH_SHOWN = 40;
const EXACT = 15;

/** What a Content-Length says of the body, which other parts of the message may overrule. RFC 9112 §6.3. */
function lengthWhy(value: string, message: HttpMessage): string {
  const { framing } = message.body;
  if (headerItems(message.headers, 'transfer-encoding').length > 0)
    return 'Passed over, because Transfer-Encoding counts. Where two servers disagree about that, requests can be smuggled.';
  const items = headerItems(message.headers, 'content-length');
  // A value that is too long to be shown whole is read from the message; where lengths frame it, all are the same.
  const digits = lengthDigits(framing === 'length' ? (items[0] ?? '') : value);
  if (digits === undefined || (framing === 'length' && value.includes(',')))
    return 'It should say how many bytes the body takes, as one number. Where two servers read it differently, requests can be smuggled.';
  const bytes =
    digits.length > LENGTH_SHOWN
      ? `a number of bytes that has ${counted(digits.length, 'digit')}`
      : counted(BigInt(digits), 'byte');
  if (framing === 'length' && digits.length > EXACT)
    return `The body is said to take ${bytes}: it never comes to its end. Where two servers read such a number differently, requests can be smuggled.`;
  if (framing === 'length' && digits !== '0')
    return `The body takes ${bytes}. TLS would hide the body, but its length would still show nearly as well.`;
  if (framing === 'length') return 'There is no body. The headers are all of this message.';
  if (items.length > 1)
    return 'It is not the only one, and another says otherwise: where this message ends nobody can say. So requests can be smuggled.';
  if (message.kind === 'request') return 'Passed over: a request for a tunnel has no body.';
  const { status } = message.start;
  return status < 200 || status === 204
    ? 'Out of place: an answer of this status has no body.'
    : `The page would take ${bytes}; this answer carries none.`;
}

/** What a Content-Encoding says of the body. RFC 9110 §8.4. */
function codingWhy(value: string, { body, headers, complete }: HttpMessage): string {
  const absent = body.framing === 'none' || (body.length === 0 && complete);
  const codings = headerItems(headers, 'content-encoding')
    .map((item) => item.toLowerCase())
    .filter((coding) => coding !== 'identity');
  if (codings.length === 0) return 'It names no coding: the body is as it is.';
  if (!codings.every(undoes))
    return `${absent ? 'The body would be' : 'The body is'} coded as ${value}, which this lab does not know how to undo. A coding is no secrecy: who knows it reads the body.`;
  return absent
    ? `The page would be packed with ${value}; this message has no body. Packing is no secrecy: anyone can undo it.`
    : `The body is packed with ${value}. That is no secrecy: anyone can unpack it.`;
}

function locationWhy(value: string, message: HttpMessage): string {
  if (message.kind === 'response' && Math.floor(message.start.status / 100) !== 3)
    return `Where to find what this answer speaks of: ${value}. In clear, an attacker on the path can name another place.`;
  return value.toLowerCase().startsWith('https:')
    ? `Sends the victim on to ${value}. This step is in clear, so an attacker on the path can rewrite it and keep her on http.`
    : `Sends the victim on to ${value}. In clear, an attacker on the path can send her elsewhere.`;
}

function cacheWhy(value: string, kind: HttpMessage['kind']): string {
  const noStore = /(?:^|,)[ \t]*no-store[ \t]*(?:,|$)/i.test(value);
  if (kind === 'request') {
    return noStore
      ? 'The victim asks caches to keep neither this request nor its answer. It binds honest caches only.'
      : `The victim tells caches what it would take from them: ${value}. It binds honest caches only.`;
  }
  return noStore
    ? 'No cache may keep this answer. That binds honest caches: an attacker on the path has kept it already.'
    : `Tells caches what they may do: ${value}. It binds honest caches only.`;
}

/** Why a header is there. `value` must be safe to show. One that is not known here is said to be read all the same. */
export function headerReason(name: string, value: string, message: HttpMessage): Reason {
  const key = name.toLowerCase();
  const say = Object.hasOwn(HEADERS, key) ? HEADERS[key] : undefined;
  return (
    say?.(value, message) ?? [
      'A header that this lab has no words for. It travels in clear like the rest: read and changed by anyone on the path.',
      SOURCES.headerName,
    ]
  );
}
