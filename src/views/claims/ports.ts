import type { ConnectionId } from '../../../lab/facts/facts.ts';
import { latin1 } from '../../../lab/wire/bytes.ts';
import { grouped } from '../../../lab/text/count.ts';
import { readConversation } from '../../../lab/wire/tls/conversation.ts';
import { CONTENT } from '../../../lab/wire/tls/names.ts';
import { RECORD_HEADER } from '../../../lab/wire/tls/records.ts';
import { beginsRequest } from './form-passage.ts';
import { unfounded, verdict } from './kind.ts';
import type { ClaimKind, Verdict } from './kind.ts';
import type { LaneView } from './lane-view.ts';

/** What answers at a port, and what travels on one. */
export const PORTS: readonly ClaimKind[] = [
  {
    sentence: 'port <port> answers http',
    holds: 'Somebody knocked there, and the recorded answer begins with a status line of HTTP below 400.',
    check: (view, port) =>
      answers(view, port, (_toBank, toVictim) => {
        const line = /^HTTP\/1\.[01] ([123]\d\d)[^\r\n]*/.exec(latin1(toVictim.subarray(0, 128)));
        return line === null ? undefined : { text: line[0], length: line[0].length };
      }),
  },
  {
    sentence: 'port <port> answers tls',
    holds: 'Somebody knocked there, and the recorded answer is the ServerHello of TLS.',
    check: (view, port) =>
      answers(view, port, (toBank, toVictim) => {
        const { hellos, toVictim: flight } = readConversation(toBank, toVictim);
        if (hellos.server === undefined) return undefined;
        return { text: 'a ServerHello', length: RECORD_HEADER + (flight.records[0]?.length ?? 0) };
      }),
  },
  {
    sentence: 'port <port> answers mysql',
    holds:
      'Somebody knocked there, and the recorded answer is the greeting of a MySQL server, protocol version 10.',
    check: (view, port) =>
      answers(view, port, (_toBank, toVictim) => {
        const [low = 0, middle = 0, high = 0, sequence, protocol] = toVictim;
        const length = low | (middle << 8) | (high << 16);
        const end = toVictim.indexOf(0, 5);
        if (sequence !== 0 || protocol !== 10 || end < 0 || length < 20) return undefined;
        return { text: `MySQL ${latin1(toVictim.subarray(5, end))}`, length: 4 + length };
      }),
  },
  {
    sentence: 'port <port> refuses',
    holds: 'Somebody knocked there last, and the connection was refused: nobody listens.',
    check: (view, port) => {
      const knock = view.of('door-knocked').findLast((each) => each.port === Number(port));
      if (knock === undefined) return unfounded(`nobody knocked at port ${port} in this lane`);
      return verdict(knock.outcome === 'refused', `the connection was ${knock.outcome.replace('-', ' ')}`);
    },
  },
  {
    sentence: 'plain http is refused on port <port>',
    holds:
      'Somebody said GET there in clear. The port is open, and no page came: no answer of HTTP below 400 was recorded.',
    check: plainRefused,
  },
  {
    sentence: 'nothing travelled on port <port>',
    holds: 'The victim tried to open a page, and not one byte was recorded to or from that port.',
    check: (view, port) => {
      if (view.of('page-shown').length === 0) return unfounded('the victim opened no page in this lane');
      const connections = view.connectionsTo(Number(port));
      const bytes = view.streams
        .filter(({ connection }) => connections.includes(connection))
        .reduce((sum, stream) => sum + stream.bytes.length, 0);
      const text = `${grouped(bytes)} bytes on port ${port}, ${grouped(view.recorded)} bytes in all`;
      return verdict(bytes === 0 && !view.isCut, text, { searched: view.recorded, ways: 1 });
    },
  },
];

interface Recognised {
  readonly text: string;
  readonly length: number;
}

function answers(
  view: LaneView,
  port: string,
  recognise: (toBank: Uint8Array, toVictim: Uint8Array) => Recognised | undefined,
): Verdict {
  if (!view.of('door-knocked').some((knock) => knock.port === Number(port)))
    return unfounded(`nobody knocked at port ${port} in this lane`);
  for (const connection of view.connectionsTo(Number(port))) {
    const known = recognise(view.bytesOf(connection, 'to-bank'), view.bytesOf(connection, 'to-victim'));
    if (known === undefined) continue;
    return verdict(true, `connection ${connection} was answered with ${known.text}`, {
      searched: view.recorded,
      ways: 1,
      found: [{ connection, direction: 'to-victim', offset: 0, length: known.length, way: 'as it is' }],
    });
  }
  const outcomes = view
    .of('door-knocked')
    .filter((knock) => knock.port === Number(port))
    .map(({ outcome }) => outcome.replace('-', ' '));
  return verdict(false, `no such answer was recorded on port ${port}: ${outcomes.join(', ')}`);
}

function plainRefused(view: LaneView, port: string): Verdict {
  const knocks = view.of('door-knocked').filter((each) => each.port === Number(port) && each.with === 'http');
  if (knocks.length === 0) return unfounded(`nobody said GET at port ${port} in this lane`);
  if (knocks.some(({ outcome }) => outcome === 'silent'))
    return unfounded(`no answer came in time at port ${port}, which says nothing`);
  const asked = view
    .connectionsTo(Number(port))
    .filter((connection) => beginsRequest(view.bytesOf(connection, 'to-bank')));
  if (asked.length === 0) return unfounded(`no GET reached port ${port}: nobody listens there`);
  const words = asked.map((connection) => wordsOf(view, connection));
  const page = words.find((line) => /^HTTP\/1\.[01] [123]/.test(line));
  const text = page ?? `the answer to a GET was ${words.map((line) => line || 'nothing').join(', ')}`;
  return verdict(page === undefined, text, {
    searched: view.recorded,
    ways: 1,
    found: asked.map((connection) => ({
      connection,
      direction: 'to-bank',
      offset: 0,
      length: view.bytesOf(connection, 'to-bank').length,
      way: 'as it is',
    })),
  });
}

function wordsOf(view: LaneView, connection: ConnectionId): string {
  const bytes = view.bytesOf(connection, 'to-victim');
  if (bytes[0] === CONTENT.alert) return 'an alert of TLS';
  return (
    latin1(bytes.subarray(0, 128))
      .split('\r\n', 1)[0]
      ?.replace(/[^ -~]/g, '.') ?? ''
  );
}
