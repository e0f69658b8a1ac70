import type { ConnectionId } from '../../../lab/facts/facts.ts';
import { latin1 } from '../../../lab/wire/bytes.ts';
import { grouped } from '../../../lab/text/count.ts';
import type { Unit } from '../../reading/protocol.ts';
import { unfounded, verdict } from './kind.ts';
import type { ClaimKind, Verdict } from './kind.ts';
import type { LaneView } from './lane-view.ts';

/** What answers at a port, and what travels on one. */
export const PORTS: readonly ClaimKind[] = [
  {
    sentence: 'port <port> answers http',
    holds: 'Somebody knocked there, and the recorded answer begins with a status line of HTTP below 400.',
    check: (view, port) =>
      answers(view, port, (connection) => {
        const line = statusLineOf(view, connection);
        return line === undefined || line.status >= 400 ? undefined : line;
      }),
  },
  {
    sentence: 'port <port> answers tls',
    holds: 'Somebody knocked there, and the recorded answer is the ServerHello of TLS.',
    check: (view, port) =>
      answers(view, port, (connection) => {
        const hello = view.tls.find((each) => each.connection === connection)?.hellos.server;
        const first = answersOn(view, connection)[0];
        return hello === undefined || first === undefined
          ? undefined
          : { text: 'a ServerHello', length: first.length };
      }),
  },
  {
    sentence: 'port <port> answers mysql',
    holds:
      'Somebody knocked there, and the recorded answer is the greeting of a MySQL server, protocol version 10.',
    check: (view, port) =>
      answers(view, port, (connection) => {
        const toVictim = view.bytesOf(connection, 'to-victim');
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
  recognise: (connection: ConnectionId) => Recognised | undefined,
): Verdict {
  if (!view.of('door-knocked').some((knock) => knock.port === Number(port)))
    return unfounded(`nobody knocked at port ${port} in this lane`);
  for (const connection of view.connectionsTo(Number(port))) {
    const known = recognise(connection);
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
    .filter((connection) =>
      view.traffic.units.some((unit) => unit.connection === connection && unit.noun === 'request'),
    );
  if (asked.length === 0) return unfounded(`no GET reached port ${port}: nobody listens there`);
  const words = asked.map((connection) => wordsOf(view, connection));
  const page = asked
    .map((connection) => statusLineOf(view, connection))
    .find((line) => line !== undefined && line.status < 400)?.text;
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

/** What came back on a connection, in the order in which it began. */
function answersOn(view: LaneView, connection: ConnectionId): readonly Unit[] {
  return view.traffic.units.filter(
    (unit) => unit.connection === connection && unit.direction === 'to-victim',
  );
}

/** The status line of the first answer of HTTP. */
function statusLineOf(
  view: LaneView,
  connection: ConnectionId,
): (Recognised & { readonly status: number }) | undefined {
  const message = answersOn(view, connection)[0]?.http?.();
  if (message?.kind !== 'response') return undefined;
  const { text, length, status } = message.start;
  return { text, length, status };
}

function wordsOf(view: LaneView, connection: ConnectionId): string {
  const [first] = answersOn(view, connection);
  if (first?.kind === 'alert') return 'an alert of TLS';
  const [line = ''] = latin1(view.bytesOf(connection, 'to-victim').subarray(0, 128)).split('\r\n', 1);
  return line.replace(/[^ -~]/g, '.');
}
