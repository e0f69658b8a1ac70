import test from 'ava';
import * as fc from 'fast-check';
import { bodyValues } from '../../src/reading/found-bodies.ts';

const fieldsIn = (json: string): ReturnType<typeof bodyValues> =>
  bodyValues('application/json', Buffer.from(json));

/** Each field as `name=value`, and what stands at its place. */
function pointed(json: string): string[] {
  return fieldsIn(json).map(({ name, value, place }) => {
    const { offset = 0, length = 0 } = place ?? {};
    return `${name}=${value} at ${offset}: ${Buffer.from(json)
      .subarray(offset, offset + length)
      .toString()}`;
  });
}

test('a value of JSON is pointed at where it stands by its key, not where the same text stands first', (t) => {
  t.deepEqual(pointed('{"account":12345678,"amount":1234}'), [
    'account=12345678 at 11: 12345678',
    'amount=1234 at 29: 1234',
  ]);
  t.deepEqual(pointed('{"memo":"private text","label":"memo"}'), [
    'memo=private text at 9: private text',
    'label=memo at 32: memo',
  ]);
  t.deepEqual(pointed('{"b":"x", "2":"y", "1":"x"}'), ['b=x at 6: x', '2=y at 15: y', '1=x at 24: x']);
});

test('values of JSON within others, in lists, escaped, and twice by one key', (t) => {
  t.deepEqual(
    pointed('{"a":{"pin":[1, "zw\\u0065i"],"é":"ü"},"n":-1.50,"t":true,"e":"","o":{},"a":"again"}'),
    [
      'a.pin=1 at 13: 1',
      'a.pin=zwei at 17: zw\\u0065i',
      'a.é=ü at 35: ü',
      'n=-1.50 at 44: -1.50',
      'a=again at 78: again',
    ],
  );
});

const names = fc.string({ minLength: 1, maxLength: 4 });
const leaf = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1 }),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);

test('whatever an object of JSON holds, each text and number of it has its own place, and none another’s', (t) => {
  fc.assert(
    fc.property(
      fc.dictionary(names, fc.oneof(leaf, fc.array(leaf), fc.constant(null)), { noNullPrototype: true }),
      fc.nat(3),
      (all, space) => {
        const body = Buffer.from(JSON.stringify(all, undefined, space));
        const found = bodyValues('application/json', body);
        const whole = Object.entries(all).flatMap(([name, value]) =>
          [value].flat().flatMap((each) => (each === null ? [] : [`${name}=${JSON.stringify(each)}`])),
        );
        const said = found.map(({ name, place }) => {
          const { offset = 0, length = 0 } = place ?? {};
          const quoted = body[offset - 1] === 0x22 ? 1 : 0;
          return `${name}=${body.subarray(offset - quoted, offset + length + quoted).toString()}`;
        });
        t.deepEqual(said, whole);
        const places = found.map(({ place }) => place?.offset);
        t.deepEqual(
          places,
          places.toSorted((a = 0, b = 0) => a - b),
        );
        t.is(new Set(places).size, places.length);
      },
    ),
  );
});

test('a text of a megabyte, and brackets that never end, are read in a moment or not at all', (t) => {
  const long = 'a\\"'.repeat(300_000);
  t.is(fieldsIn(`{"pin":"${long}"}`)[0]?.place?.length, long.length);
  t.deepEqual(fieldsIn('['.repeat(100_000)), []);
  fc.assert(
    fc.property(fc.string(), (text) => {
      t.notThrows(() => fieldsIn(text));
    }),
  );
});
