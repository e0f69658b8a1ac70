import test from 'ava';
import type { Field } from '../../../src/explain/field.ts';
import { insideTls } from '../../../src/explain/tls/inside-tls.ts';

const field = (why: string, more: Partial<Field> = {}): Field => ({
  label: 'field',
  offset: 0,
  length: 1,
  value: 'x',
  why,
  source: '',
  ...more,
});
const inside = (why: string, more: Partial<Field> = {}): string => insideTls(field(why, more)).why;
const SEALED = 'It was said inside TLS: on the path it is sealed.';

for (const why of [
  'Written in Huffman codes, which are shorter for frequent letters. Anyone can undo them.',
  'Its sender asks that nobody ever puts it into a table, so that its length gives nothing away.',
  'It lets the other side send so many bytes more: nobody must be flooded.',
  'What the bank answers to the victim’s offers and nobody else needs to see, such as the protocol inside.',
  'Made with the certificate’s private key over the whole handshake so far. An interceptor’s handshake is another one, so it would not fit there.',
  'A keyed checksum of the whole handshake. If anything was changed on the path, it does not fit.',
  'The body is packed with gzip. That is no secrecy: anyone can unpack it.',
  'What the victim wants, in one line. Over TLS an onlooker sees none of it.',
  'The TCP connection ends after this exchange. An onlooker sees that end over TLS too.',
  'The victim shows the bank her cookie. If it stands for her login, whoever sends the same value is her.',
  'Says whether it goes along with requests that other sites cause. It is no help against somebody on the path.',
  'A record did not pass its check: it was changed on the path, or the keys differ.',
  'A proxy got no sensible answer from behind it. So there is one on the path, if this is true.',
  'The body, or a piece of it, as its sender wrote it. Whoever opens this frame has it.',
  'How the issuer signed. A weak way could be forged: whoever meets SHA-1 here is advised to hang up.',
  'The bank’s clock when it answered. An attacker learns it by his own clock anyway.',
  'Where this message ends nobody can say. So requests can be smuggled.',
  'What is secret about it is never sent in clear.',
])
  test(`right inside TLS as well: ${why}`, (t) => {
    t.is(inside(why), why);
  });

for (const [why, kept] of [
  [
    'A request of the victim’s, in clear: anyone on the path reads every byte of it and can change it on the way.',
    'A request of the victim’s.',
  ],
  [
    'The bank gives the victim the session cookie, in clear. Whoever copies the value can show it instead of her.',
    'The bank gives the victim the session cookie. Whoever copies the value can show it instead of her.',
  ],
  ['The page itself: anyone on the path reads it, and can change it before she sees it.', 'The page itself.'],
  ['The receiver goes by this, and whoever is on the path can change it.', 'The receiver goes by this.'],
  ['The bank can refuse others by it; on the path it can be rewritten.', 'The bank can refuse others by it.'],
  [
    'A line of SMTP in clear, as the victim sent it. Anyone on the path reads it and can change it.',
    'A line of SMTP, as the victim sent it.',
  ],
  [
    'Scripts in the page cannot read it. Whoever is on the path can, as you see.',
    'Scripts in the page cannot read it.',
  ],
  ['That binds honest caches: an attacker on the path has kept it already.', 'That binds honest caches.'],
  [
    'The bank asks browsers to use https only. Here it came over plain http, so a browser must ignore it: otherwise an attacker could write or clear it.',
    'The bank asks browsers to use https only.',
  ],
  [
    'Names the victim’s software. An attacker learns which holes are worth trying.',
    'Names the victim’s software.',
  ],
  [
    'The body takes 85 bytes. TLS would hide the body, but its length would still show nearly as well.',
    'The body takes 85 bytes.',
  ],
  ['The number is in clear, so anyone on the path can follow the handshake step by step.', SEALED],
  ['It travels in clear like the rest: read and changed by anyone on the path.', SEALED],
  ['In clear, an onlooker learns it too.', SEALED],
] as const)
  test(`true in clear alone: ${why}`, (t) => {
    t.is(inside(why), kept);
  });

test('what the victim or the bank said is no sentence of ours, whatever it reads like', (t) => {
  const value = '/anyone on the path?note=in clear';
  const asked = `The page asked for: ${value}. Anyone on the path learns which pages she reads.`;
  t.is(inside(asked, { value }), `The page asked for: ${value}.`);
  const typed = 'The form’s field in clear holds $& as it was typed. Whoever is on the path has it now.';
  t.is(
    inside(typed, { label: 'in clear', value: '$&' }),
    'The form’s field in clear holds $& as it was typed.',
  );
});

test('what stands in a field is told in the same way', (t) => {
  const child = field('The page itself: anyone on the path reads it.');
  t.deepEqual(
    insideTls(field('A page.', { children: [child] })).children?.map(({ why }) => why),
    ['The page itself.'],
  );
});
