import { SOURCES } from '../sources/sources.ts';

/** Why something is there and what it tells an attacker, and where the rule stands. */
export type Reason = readonly [why: string, source: string];

const METHODS: Readonly<Record<string, Reason>> = {
  GET: ['Asks for a page. What stands in the target goes into logs as well.', SOURCES.get],
  HEAD: ['Asks for the headers of a page without its body.', SOURCES.head],
  POST: ['Hands data to the bank, as a form does: look into the body.', SOURCES.post],
  PUT: ['Asks the bank to store the body under this target.', SOURCES.put],
  DELETE: ['Asks the bank to remove what the target names.', SOURCES.delete],
  CONNECT: ['Asks a proxy for a tunnel to the target.', SOURCES.connect],
  OPTIONS: ['Asks what can be done here.', SOURCES.options],
  TRACE: ['Asks the bank to send the request back as it came.', SOURCES.trace],
};

/** What a request's method asks for. */
export function methodReason(method: string): Reason {
  const known = Object.hasOwn(METHODS, method) ? METHODS[method] : undefined;
  const [why, source] = known ?? ['A method that this lab has no words for.', SOURCES.methods];
  return [`${why} In clear, so an onlooker learns it too.`, source];
}

const STATUSES: Readonly<Record<number, Reason>> = {
  101: ['From here on both speak another protocol on this connection: see Upgrade.', SOURCES.status101],
  200: ['It worked; the answer is in the body, where there is one.', SOURCES.status200],
  204: ['It worked, and there is nothing to say.', SOURCES.status204],
  301: ['The page has moved for good; browsers may remember it.', SOURCES.status301],
  302: ['The page is elsewhere for now: see Location.', SOURCES.status302],
  303: [
    'Done: fetch the page in Location with GET. A login that worked is often answered so.',
    SOURCES.status303,
  ],
  304: ['Nothing has changed since the victim asked last.', SOURCES.status304],
  307: ['The page is elsewhere for now; ask there in the same way.', SOURCES.status307],
  308: ['The page has moved for good; ask there in the same way.', SOURCES.status308],
  400: ['The bank could not read the request.', SOURCES.status400],
  401: ['The bank wants to know who asks.', SOURCES.status401],
  403: ['The bank understood and refuses.', SOURCES.status403],
  404: ['There is no such page.', SOURCES.status404],
  405: ['This page does not take this method.', SOURCES.status405],
  421: ['This server does not answer for that name.', SOURCES.status421],
  500: ['The bank failed within.', SOURCES.status500],
  502: [
    'A proxy got no sensible answer from behind it. So there is one on the path, if this is true.',
    SOURCES.status502,
  ],
  503: ['The bank cannot answer now.', SOURCES.status503],
  504: [
    'A proxy got no answer in time from behind it. So there is one on the path, if this is true.',
    SOURCES.status504,
  ],
};

const NO_CLASS: Reason = ['A class of answers that does not exist.', SOURCES.statuses];

const CLASSES: readonly Reason[] = [
  NO_CLASS,
  ['An interim answer: the real one follows.', SOURCES.status1xx],
  ['It worked.', SOURCES.status2xx],
  ['The victim must do something more, mostly go elsewhere.', SOURCES.status3xx],
  ['The bank finds fault with the request.', SOURCES.status4xx],
  ['The bank could not do it.', SOURCES.status5xx],
];

/** What a response's status means. */
export function statusReason(status: number): Reason {
  const [why, source] = STATUSES[status] ?? CLASSES[Math.floor(status / 100)] ?? NO_CLASS;
  return [`${why} In clear, so an onlooker learns it too.`, source];
}
