import { flipBits } from '../../lab/attacker/attacks/bit-flip.ts';
import type { AttackFact, Situation } from '../../lab/attacker/attacks/attack.ts';
import type { InterceptedExchange } from '../../lab/attacker/attacks/intercepted-exchange.ts';
import { strip } from '../../lab/attacker/attacks/strip.ts';
import { tamper } from '../../lab/attacker/attacks/tamper.ts';
import type { FuzzTarget, Random } from './fuzz.ts';
import { pieces } from './fuzz.ts';
import { hold, same } from './hold.ts';
import { tlsModel } from './models/tls-model.ts';

interface Rewritten {
  readonly body: string;
  readonly headers: InterceptedExchange['responseHeaders'];
  readonly facts: readonly AttackFact[];
}

/** What an attack makes of an exchange whose body and headers are given. */
function rewritten(
  attack: typeof strip | typeof tamper,
  way: 'request' | 'response',
  { body, headers }: { body: string; headers: Record<string, string | string[]> },
): Rewritten {
  const facts: AttackFact[] = [];
  let out = body;
  const change = (make: (text: string) => string): void => {
    out = make(body);
  };
  const exchange: InterceptedExchange = {
    method: way === 'request' ? 'POST' : 'GET',
    target: '/login',
    requestHeaders: way === 'request' ? headers : {},
    status: way === 'request' ? 0 : 200,
    responseHeaders: way === 'request' ? {} : headers,
    rewriteRequestBody: change,
    rewriteResponseBody: change,
  };
  const situation: Situation = {
    logical: 'bank.test:80',
    fetched: attack === strip ? 'bank.test:443' : 'bank.test:80',
    disarm: () => true,
    report: (fact) => facts.push(fact),
  };
  if (way === 'request') attack.request(exchange, situation);
  else if ('response' in attack) attack.response(exchange, situation);
  return { body: out, headers, facts };
}

/** Pieces of a page, and what each must become. `L` counts as a link. */
const PIECES: readonly (readonly [before: string, after: string, link: boolean])[] = [
  ['<a href="https://bank.test/login">', '<a href="http://bank.test/login">', true],
  ["<form action='https://bank.test/'>", "<form action='http://bank.test/'>", true],
  ['<img src="HTTPS://bank.test/x">', '<img src="http://bank.test/x">', true],
  [String.raw`{"u":"https:\/\/bank.test\/a"}`, String.raw`{"u":"http:\/\/bank.test\/a"}`, true],
  ['<a href="https://bank.test:443/a">', '<a href="http://bank.test/a">', true],
  ['<a href="https://shop.test/">', '<a href="https://shop.test/">', false],
  ['<a href="https://bank.test.evil.test/">', '<a href="https://bank.test.evil.test/">', false],
  ['<a href="http://bank.test/">', '<a href="http://bank.test/">', false],
  ['<p>caf\xc3\xa9, 100 % and $& </p>', '<p>caf\xc3\xa9, 100 % and $& </p>', false],
  ['\n', '\n', false],
];

/** Cookies as the bank sets them, and as they must go on. */
const COOKIES: readonly (readonly [before: string, after: string])[] = [
  ['session=1; Path=/; Secure', 'session=1; Path=/'],
  ['session=1; Secure; HttpOnly', 'session=1; HttpOnly'],
  ['a=b; SameSite=None; Secure; Partitioned', 'a=b'],
  ['a=b; SameSite=Lax', 'a=b; SameSite=Lax'],
  ['secure=1; Path=/', 'secure=1; Path=/'],
];

function stripped(random: Random): void {
  const page = Array.from({ length: random.below(12) }, () => random.pick(PIECES));
  const cookies = Array.from({ length: random.below(4) }, () => random.pick(COOKIES));
  const hsts = random.below(2) === 0;
  const headers = {
    'Content-Type': random.pick(['text/html', 'text/html; charset=utf-8', 'application/json']),
    'Set-Cookie': cookies.map(([before]) => before),
    ...(hsts && { 'Strict-Transport-Security': 'max-age=31536000' }),
  };
  const done = rewritten(strip, 'response', { body: page.map(([before]) => before).join(''), headers });
  same(done.body, page.map(([, after]) => after).join(''), 'the page');
  same(
    done.headers['Set-Cookie'],
    cookies.map(([, after]) => after),
    'the cookies',
  );
  same('Strict-Transport-Security' in done.headers, false, 'HSTS');
  const [fact] = done.facts;
  hold(fact?.type === 'tls-stripped', 'no word of what was stripped');
  const changed = cookies.filter(([before, after]) => before !== after).length;
  same(
    [fact.links, fact.cookies, fact.hsts],
    [page.filter(([, , link]) => link).length, changed, hsts],
    'what is said',
  );
}

function tampered(random: Random): void {
  const value = (): string => random.pick(['alice', 'b%20c', '100', '', '%E9', 'receiver', 'a+b']);
  const fields = Array.from({ length: random.below(6) }, (): [string, string] => [
    random.pick(['receiver', 'amount', 'token', 'xreceiver', 'receiver2']),
    value(),
  ]);
  const body = fields.map(([name, sent]) => `${name}=${sent}`).join('&');
  const right = fields.map(([name, sent]) => `${name}=${name === 'receiver' ? 'mallory' : sent}`).join('&');
  const form = random.below(4) !== 0;
  const headers = { 'content-type': form ? 'application/x-www-form-urlencoded' : 'text/plain' };
  const done = rewritten(tamper, 'request', { body, headers });
  same(done.body, form ? right : body, 'the form');
  same(done.facts.length, form && right !== body ? 1 : 0, 'what is said');
}

/** One bit of one record of data is another, and nothing else; where nothing is wanted nothing is. */
function flipped(random: Random): void {
  const { streams, records } = tlsModel(random);
  const stream = streams['to-bank'];
  let armed = random.below(4) !== 0;
  const wanted = armed;
  const flips: { offset: number; before: number; after: number }[] = [];
  const filter = flipBits(
    () => {
      const was = armed;
      armed = false;
      return was;
    },
    (flip) => flips.push(flip),
  );
  const out = Buffer.concat(pieces(random, stream).map((piece) => filter(piece)));
  const target = records['to-bank'].find(({ type, length }) => type === 23 && length - 5 >= 128);
  const right = Buffer.from(stream);
  const at = target === undefined || !wanted ? -1 : target.offset + 5 + Math.floor((target.length - 5) / 2);
  if (at >= 0) right.writeUInt8(right.readUInt8(at) ^ 1, at);
  hold(out.equals(right), 'other bytes than the one bit');
  same(
    flips.map(({ offset }) => offset),
    at < 0 ? [] : [at],
    'what is said',
  );
}

/** What the attacker rewrites on the way. */
export const REWRITING_TARGETS: readonly FuzzTarget[] = [
  { name: 'strip', attempt: stripped },
  { name: 'tamper', attempt: tampered },
  { name: 'bit-flip', attempt: flipped },
];
