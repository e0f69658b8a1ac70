import type { Fact, Happening } from '../../../lab/facts/session.ts';
import { SESSION_FORMAT } from '../../../lab/facts/session.ts';
import type { Direction } from '../../../lab/wire/direction.ts';
import type { Random } from '../fuzz.ts';
import { pieces } from '../fuzz.ts';
import { httpModel } from './http-model.ts';
import type { HttpModel } from './http-model.ts';
import { tlsModel } from './tls-model.ts';

/** The value that the victim sends in every session with a form in clear. */
export const PASSWORD = 'tulip-orbit-42';

/** A session of one lane with one connection, and what every view of it must say. */
export interface SessionModel {
  readonly facts: readonly Fact[];
  readonly over: 'http' | 'tls';
  readonly streams: Readonly<Record<Direction, Buffer>>;
  /** Where each message or record begins and how long it is, in order. */
  readonly units: Readonly<
    Record<Direction, readonly (readonly [offset: number, length: number, sealed: boolean])[]>
  >;
  /** Requests as the victim made them. */
  readonly made: readonly { readonly method: string; readonly target: string }[];
  /** Whether the password stands in clear on the wire. */
  readonly leaks: boolean;
}

/** A session that a seed repeats. */
export function sessionModel(random: Random): SessionModel {
  return random.below(2) === 0 ? httpSession(random) : tlsSession(random);
}

function httpSession(random: Random): SessionModel {
  const { requests, answers, methods }: HttpModel = httpModel(random);
  const leaks = random.below(2) === 0;
  const form = `user=alice&password=${leaks ? PASSWORD : 'x'}`;
  const login = Buffer.from(
    `POST /login HTTP/1.1\r\nHost: bank.test\r\nContent-Length: ${form.length}\r\n\r\n${form}`,
  );
  const asked = [login, ...requests.map(({ bytes }) => bytes)];
  const answered = [
    Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi'),
    ...answers.map(({ bytes }) => bytes),
  ];
  const targets = requests.map(({ first }) => first.split(' ')[1] ?? '');
  const made = [
    { method: 'POST', target: '/login' },
    ...targets.map((target, index) => ({ method: methods[index] ?? '', target })),
  ];
  const flights = [
    { direction: 'to-bank' as const, bytes: Buffer.concat(asked) },
    { direction: 'to-victim' as const, bytes: Buffer.concat(answered) },
  ];
  const writer = new Writer(random, 'http://bank.test/login', 'bank.test:80');
  for (const flight of flights) writer.passed(flight.direction, flight.bytes);
  for (const { method, target } of made)
    writer.made(method, `http://bank.test${target.startsWith('/') ? target : '/'}`);
  return {
    facts: writer.closed(),
    over: 'http',
    streams: writer.streams,
    units: { 'to-bank': places(asked), 'to-victim': places(answered) },
    made,
    leaks,
  };
}

function places(messages: readonly Buffer[]): (readonly [number, number, boolean])[] {
  let offset = 0;
  return messages.map(({ length }) => {
    offset += length;
    return [offset - length, length, false];
  });
}

function tlsSession(random: Random): SessionModel {
  const { flights, records } = tlsModel(random);
  const writer = new Writer(random, 'https://bank.test/login', 'bank.test:443');
  writer.add({ type: 'tunnel-opened', lane: 'a', connection: 1, logical: 'bank.test:443' });
  for (const { direction, bytes } of flights) writer.passed(direction, bytes);
  writer.made('POST', 'https://bank.test/login', 'TLSv1.3');
  const unitsOf = (direction: Direction): (readonly [number, number, boolean])[] =>
    records[direction].map(({ offset, length, sealed }) => [offset, length, sealed]);
  return {
    facts: writer.closed(),
    over: 'tls',
    streams: writer.streams,
    units: { 'to-bank': unitsOf('to-bank'), 'to-victim': unitsOf('to-victim') },
    made: [{ method: 'POST', target: '/login' }],
    leaks: false,
  };
}

/** Writes facts one a millisecond, segments cut wherever it falls. */
class Writer {
  readonly #facts: Fact[] = [];
  readonly #streams: Record<Direction, Buffer[]> = { 'to-bank': [], 'to-victim': [] };
  readonly #random: Random;

  constructor(random: Random, url: string, logical: string) {
    this.#random = random;
    this.add({
      type: 'session-opened',
      format: SESSION_FORMAT,
      version: '0.0.0',
      scenario: 'model',
      title: 'A model',
      seed: '1',
      time: '2026-01-01T00:00:00.000Z',
      lanes: [{ id: 'a', title: 'lane a', url }],
      steps: [{ kind: 'visit', text: 'Alice signs in.', lanes: ['a'] }],
      notes: '',
    });
    this.add({ type: 'secret-planted', lane: 'a', name: 'password', value: PASSWORD });
    this.add({ type: 'step-started', index: 0, kind: 'visit', text: 'Alice signs in.' });
    this.add({
      type: 'connection-opened',
      lane: 'a',
      connection: 1,
      logical,
      client: '127.0.0.1:1',
      server: '127.0.0.1:2',
    });
  }

  get streams(): Record<Direction, Buffer> {
    return {
      'to-bank': Buffer.concat(this.#streams['to-bank']),
      'to-victim': Buffer.concat(this.#streams['to-victim']),
    };
  }

  add(happening: Happening): void {
    this.#facts.push({ at: this.#facts.length, ...happening });
  }

  passed(direction: Direction, all: Buffer): void {
    for (const bytes of pieces(this.#random, all)) {
      if (bytes.length === 0) continue;
      const offset = this.streams[direction].length;
      this.#streams[direction].push(Buffer.from(bytes));
      this.add({ type: 'segment-captured', lane: 'a', connection: 1, direction, offset, bytes });
    }
  }

  made(method: string, url: string, tls?: string): void {
    const body = method === 'POST' ? Buffer.from(`user=alice&password=${PASSWORD}`) : new Uint8Array();
    const request = { method, url, headers: [], body };
    const response = { status: 200, headers: [], body: new Uint8Array() };
    const over = tls === undefined ? {} : { tls };
    this.add({ type: 'exchange-made', lane: 'a', request, response, waited: 1, took: 1, ...over });
  }

  closed(): readonly Fact[] {
    const [toBank, toVictim] = [this.streams['to-bank'].length, this.streams['to-victim'].length];
    this.add({
      type: 'connection-closed',
      lane: 'a',
      connection: 1,
      by: 'victim',
      how: 'end',
      toBank,
      toVictim,
    });
    this.add({ type: 'step-finished', index: 0, kind: 'visit', text: 'Alice signs in.' });
    this.add({ type: 'session-closed', held: 0, failed: 0, how: 'finished' });
    return this.#facts;
  }
}
