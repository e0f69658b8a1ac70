import type { ConnectionId } from '../../../lab/facts/facts.ts';
import type { Fact } from '../../../lab/facts/session.ts';
import { NO_BYTES, concat } from '../../../lab/wire/bytes.ts';
import { KeyLog } from '../../../lab/wire/tls/opening/key-log.ts';
import { isOpened, openStreams } from '../../../lab/wire/tls/opening/opener.ts';
import type { InsideRecord } from '../../../lab/wire/tls/opening/direction-opener.ts';
import { Parties } from '../../reading/parties.ts';
import { reassemble } from '../../reading/streams.ts';
import type { Stream } from '../../reading/streams.ts';

/** Secrets of the victim's that do not open her connections, or do not show what she sent: a sentence; undefined where all agrees. */
export function wrongSecrets(facts: readonly Fact[]): string | undefined {
  const lanes = [...new Set(facts.flatMap((fact) => ('lane' in fact ? [fact.lane] : [])))];
  for (const lane of lanes) {
    const own = facts.filter((fact) => 'lane' in fact && fact.lane === lane);
    const wrong = wrongInLane(own);
    if (wrong !== undefined) return `${wrong} in lane ${lane}`;
  }
  return undefined;
}

function wrongInLane(facts: readonly Fact[]): string | undefined {
  const log = new KeyLog();
  const parties = new Parties();
  const victims: (Fact & { readonly type: 'segment-captured' })[] = [];
  for (const fact of facts) {
    if (fact.type === 'tls-secret-logged') log.take(fact.line);
    const party = parties.of(fact);
    if (fact.type === 'segment-captured' && party === 'victim') victims.push(fact);
  }
  const read: Uint8Array[] = [];
  const connections = Map.groupBy(reassemble(victims), ({ connection }) => connection);
  for (const [connection, streams] of connections) {
    const [toBank, toVictim] = (['to-bank', 'to-victim'] as const).map((direction) =>
      firstOf(streams, direction),
    );
    const { inside, hellos } = openStreams(toBank ?? NO_BYTES, toVictim ?? NO_BYTES, log);
    if (hellos.server === undefined) read.push(toBank ?? NO_BYTES);
    const hers = inside.filter(({ direction }) => direction === 'to-bank');
    const shut = notOpened(hers, connection);
    if (shut !== undefined) return shut;
    for (const record of hers) if (isOpened(record)) read.push(record.plaintext);
  }
  return hasPassword(facts, concat(read))
    ? undefined
    : 'the password that was typed stands nowhere in what was sent';
}

function firstOf(streams: readonly Stream[], direction: Stream['direction']): Uint8Array {
  return streams.find((stream) => stream.direction === direction && stream.offset === 0)?.bytes ?? NO_BYTES;
}

/** Secrets that are not those of a connection open none of it. */
function notOpened(inside: readonly InsideRecord[], connection: ConnectionId): string | undefined {
  const shut = inside.filter((record) => !isOpened(record));
  return shut.length === inside.length && inside.length > 0
    ? `the session’s own TLS secrets open no record of connection ${connection}`
    : undefined;
}

/** Whether a password with which the bank let Alice in was sent. */
function hasPassword(facts: readonly Fact[], sent: Uint8Array): boolean {
  const planted = facts.find((fact) => fact.type === 'secret-planted' && fact.name === 'password');
  const letIn = facts.some(
    (fact) =>
      fact.type === 'bank-booked' &&
      fact.event === 'signed-in' &&
      fact.user === 'alice' &&
      fact.party === undefined,
  );
  if (!letIn || planted?.type !== 'secret-planted') return true;
  return Buffer.from(sent.buffer, sent.byteOffset, sent.byteLength).includes(planted.value);
}
