import test from 'ava';
import * as fc from 'fast-check';
import { printable } from '../../../lab/text/printable.ts';
import { derElement, nameText, oidText } from '../../../lab/wire/tls/der.ts';

/** An element of DER with this tag around the parts. */
function element(tag: number, ...parts: readonly (readonly number[])[]): number[] {
  const content = parts.flat();
  const long = content.length > 0x7f;
  return [tag, ...(long ? [0x82, content.length >> 8, content.length & 255] : [content.length]), ...content];
}

/** The bytes of an object identifier's arcs. */
function oid(dotted: string): number[] {
  const [first = 0, second = 0, ...others] = dotted.split('.').map(Number);
  return element(6, ...[first * 40 + second, ...others].map(base128));
}

function base128(arc: number): number[] {
  const digits = [arc & 0x7f];
  for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128))
    digits.unshift((left & 0x7f) | 0x80);
  return digits;
}

const UTF8 = 0x0c;
const attribute = (type: string, value: string | Uint8Array, tag = UTF8): number[] =>
  element(0x30, oid(type), element(tag, [...Buffer.from(value)]));
/** A name of parts, each of one or more attributes. */
const name = (...parts: readonly (readonly number[])[]): string => {
  const bytes = Uint8Array.from(element(0x30, ...parts.map((part) => element(0x31, part))));
  const whole = derElement(bytes, 0);
  if (whole === undefined) throw new Error('not DER');
  return nameText(bytes, whole);
};

test('attributes in use have their names, others their identifiers with dots', (t) => {
  t.is(
    name(
      attribute('2.5.4.3', 'bank.test'),
      attribute('1.2.840.113549.1.9.1', 'admin@example.test', 0x16),
      attribute('2.5.4.17', '12345', 0x13),
      attribute('2.5.4.9', 'Main Street 1'),
      attribute('2.5.4.5', 'A1'),
      attribute('0.9.2342.19200300.100.1.25', 'com', 0x16),
    ),
    'CN=bank.test, emailAddress=admin@example.test, postalCode=12345, street=Main Street 1, serialNumber=A1, DC=com',
  );
  t.is(name(attribute('1.3.6.1.4.1.99999.7', 'x')), '1.3.6.1.4.1.99999.7=x');
  t.is(name(attribute('2.999.3', 'x')), '2.999.3=x');
});

/** A name of that many units. */
const units = (count: number): string =>
  name(...Array.from({ length: count }, () => attribute('2.5.4.11', 'u')));

test('a long name says how much of it is not shown', (t) => {
  t.notRegex(units(32), / more$/);
  t.regex(units(33), /OU=u and 1 more$/);
  t.regex(units(200), /OU=u and 168 more$/);
});

test('attributes of one part stand with a plus between them', (t) => {
  t.is(
    name([...attribute('2.5.4.3', 'a'), ...attribute('2.5.4.11', 'b')], attribute('2.5.4.10', 'c')),
    'CN=a + OU=b, O=c',
  );
});

test('text beyond ASCII is shown as it reads, in every kind of string', (t) => {
  t.is(name(attribute('2.5.4.10', 'Café Wi-Fi Authority')), 'O=Café Wi-Fi Authority');
  t.is(name(attribute('2.5.4.10', Buffer.from('好', 'utf16le').swap16(), 0x1e)), 'O=好');
  t.is(name(attribute('2.5.4.10', Uint8Array.of(0, 1, 0xf6, 0), 0x1c)), 'O=😀');
  t.is(name(attribute('2.5.4.10', Buffer.from('Caf\xe9, B', 'latin1'), 0x14)), 'O=Caf\\xe9\\, B');
});

test('no value can pass for another attribute, or steer a terminal', (t) => {
  t.is(name(attribute('2.5.4.3', 'a, O=Bank + "x"\\')), 'CN=a\\, O=Bank \\+ \\"x\\"\\\\');
  t.is(name(attribute('2.5.4.3', ' #a ')), 'CN=\\ #a\\ ');
  t.is(name(attribute('2.5.4.3', 'a\u001b[2J\u202eb\u200b')), 'CN=a\\u001b[2J\\u202eb\\u200b');
});

test('a value that is no string is shown as its bytes', (t) => {
  t.is(name(element(0x30, oid('2.5.4.45'), element(3, [0, 255]))), 'x500UniqueIdentifier=#030200ff');
});

test('an identifier that is none is shown as its bytes', (t) => {
  for (const [content, text] of [
    [[0x55, 0x84], '#5584'],
    [[], '#'],
    [Array.from({ length: 65 }, () => 1), `#${'01'.repeat(64)}…`],
  ] as const) {
    const bytes = Uint8Array.from(element(6, content));
    const whole = derElement(bytes, 0);
    t.is(whole === undefined ? undefined : oidText(bytes, whole), text);
  }
});

test('whatever the bytes, a name is read to its end and safe to show', (t) => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 200 }),
      fc.constantFrom(0x0c, 0x13, 0x1c, 0x1e, 0x30),
      (content, tag) => {
        const whole = name([...attribute('2.5.4.3', content, tag)]);
        const bytes = Uint8Array.from([0x30, content.length, ...content]);
        const raw = content.length > 0x7f ? undefined : derElement(bytes, 0);
        const loose = raw === undefined ? '' : nameText(bytes, raw);
        return printable(whole) === whole && printable(loose) === loose;
      },
    ),
  );
  t.pass();
});
