import test from 'ava';
import { joinUrl, teacherUrl } from '../../src/class/doors.ts';
import { classDoor, classFailure, doorLines } from '../../src/commands/class/class-options.ts';
import { UserError } from '../../src/errors.ts';

const OPEN = /open to the network|plain HTTP/;

test('a class on any address of loopback is of this machine alone, and its teacher comes in there', (t) => {
  for (const [listen, url] of [
    ['localhost:80', 'http://localhost:80/teacher'],
    ['127.0.0.2:8000', 'http://127.0.0.2:8000/teacher'],
    ['[::1]:8000', 'http://[::1]:8000/teacher'],
    ['0:0:0:0:0:0:0:1:8000', 'http://[::1]:8000/teacher'],
  ] as const) {
    const door = classDoor({ listen });
    t.is(teacherUrl(door), url);
    t.notRegex(doorLines(door, joinUrl(door), { url, token: '' }).join('\n'), OPEN, listen);
  }
  const everywhere = classDoor({ listen: '[0::0]:8000' });
  t.is(everywhere.host, '::');
  t.is(teacherUrl(everywhere), 'http://127.0.0.1:8000/teacher');
  t.regex(doorLines(everywhere, '', { url: 'x', token: '' }).join('\n'), OPEN);
});

test('an address is what browsers will send as Host, however it was typed', (t) => {
  t.is(classDoor({ listen: '[2001:DB8::0001]:8000' }).host, '2001:db8::1');
  for (const listen of [
    '[fe80::1%eth0]:8000',
    'example.test:80',
    '127.1:80',
    ':80',
    '[]:80',
    '1.2.3.4:65536',
  ])
    t.throws(() => classDoor({ listen }), { instanceOf: UserError, message: /--listen takes/ }, listen);
});

test("a public address keeps its path, which never reads as another host's name, and has no one's password", (t) => {
  for (const [typed, href] of [
    ['https://class.example.edu', 'https://class.example.edu/'],
    ['https://class.example.edu//evil.test/x//', 'https://class.example.edu/evil.test/x/'],
  ] as const)
    t.is(classDoor({ publicUrl: typed }).publicUrl?.href, href);
  for (const publicUrl of [
    '',
    'x',
    'ftp://x/',
    'https://u@x/',
    'https://:p@x/',
    'https://x/?a',
    'https://x/#a',
  ])
    t.throws(() => classDoor({ publicUrl }), { instanceOf: UserError, message: /--public-url takes/ });
});

test('where a class cannot listen, one sentence says where and why', (t) => {
  const door = classDoor({ listen: '[::1]:8000' });
  for (const [code, says] of [
    ['EADDRINUSE', /on \[::1\]:8000: another program does/],
    ['EADDRNOTAVAIL', /no such address/],
    ['EAFNOSUPPORT', /no such address/],
    ['EACCES', /does not let this user/],
  ] as const) {
    const said = classFailure(Object.assign(new Error(code), { code }), door);
    t.true(said instanceof UserError && says.test(said.message), code);
  }
});
