import test from 'ava';
import * as fc from 'fast-check';
import { readRecords } from '../../../lab/wire/tls/records.ts';
import { recordLabel, versionIn } from '../../../src/views/stage/tls-label.ts';

function record(type: number, ...payload: number[]): Uint8Array {
  return Uint8Array.of(type, 3, 3, payload.length >> 8, payload.length & 255, ...payload);
}

function label(bytes: Uint8Array, version?: string, sealed = false): string {
  const [first] = readRecords(bytes).records;
  if (first === undefined) throw new Error('no record');
  return recordLabel(first, bytes, version, sealed);
}

/** A ServerHello with a session id of 2 bytes, and these extensions. */
function serverHello(legacy: number, ...extensions: number[]): Uint8Array {
  const body = [3, legacy, ...Array.from({ length: 32 }, () => 7), 2, 9, 9, 0x13, 1, 0];
  const all = extensions.length === 0 ? body : [...body, 0, extensions.length, ...extensions];
  return record(22, 2, 0, 0, all.length, ...all);
}

test('a record is told by its version and what it is', (t) => {
  t.is(label(record(22, 1, 0, 0, 0)), 'TLS · ClientHello');
  t.is(label(record(22, 11, 0, 0, 0), 'TLS 1.2'), 'TLS 1.2 · Certificate');
  t.is(label(record(22, 99, 0, 0, 0), 'TLS 1.2'), 'TLS 1.2 · unknown handshake message (99)');
  t.is(label(record(23, 0), 'TLS 1.3', true), 'TLS 1.3 · application data');
  t.is(label(record(22, 0x5c, 1, 2, 3), 'TLS 1.2', true), 'TLS 1.2 · handshake, encrypted');
  t.is(label(record(21, 1, 0), 'TLS 1.2'), 'TLS 1.2 · alert');
});

test('the version is the one of supported_versions, else the old field', (t) => {
  t.is(versionIn(serverHello(3, 0, 43, 0, 2, 3, 4)), 'TLS 1.3');
  t.is(versionIn(serverHello(3, 0, 51, 0, 1, 0, 0, 43, 0, 2, 3, 4)), 'TLS 1.3');
  t.is(versionIn(serverHello(3)), 'TLS 1.2');
  t.is(versionIn(serverHello(1)), 'TLS 1.0');
  t.is(versionIn(record(22, 1, 0, 0, 0)), undefined);
  t.is(versionIn(record(23, 2)), undefined);
});

test('whatever the bytes, looking for a version never throws', (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), fc.boolean(), (bytes, hello) => {
      const full = hello ? Uint8Array.of(22, 3, 3, 0, 80, 2, ...bytes) : bytes;
      t.notThrows(() => versionIn(full));
    }),
  );
});
