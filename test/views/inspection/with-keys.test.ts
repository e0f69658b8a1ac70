import test from 'ava';
import type { Fact } from '../../../lab/facts/session.ts';
import type { Field } from '../../../src/explain/field.ts';
import { sealFacts } from '../../../src/export/sealed.ts';
import { Session } from '../../../src/session/session.ts';
import { Inspection } from '../../../src/views/inspection/inspection.ts';
import type { InspectedConnection } from '../../../src/views/inspection/inspected.ts';
import type { Item } from '../../../src/views/inspection/inspection-items.ts';
import { RECORDED } from '../../../tools/support/recorded-session.ts';
import { allFields } from '../../helpers/captured.ts';

function inspect(facts: readonly Fact[]): { inspection: Inspection; session: Session } {
  const session = new Session(() => 0);
  for (const fact of facts) session.restore(fact);
  return { inspection: new Inspection(session), session };
}

const PASSWORD = RECORDED.flatMap((fact) =>
  fact.type === 'secret-planted' && fact.lane === 'sealed' && fact.name === 'password' ? [fact.value] : [],
)[0];

/** The sealed lane's items with the victim's keys, each with its connection. */
function opened(inspection: Inspection, point = Infinity): { connection: InspectedConnection; item: Item }[] {
  return inspection
    .connections('sealed', point)
    .flatMap((connection) => inspection.items(connection, true).map((item) => ({ connection, item })));
}

const inside = (item: Item): readonly Field[] =>
  item.opened === true ? (item.children?.slice(-1) ?? []) : [];

test('with the victim’s keys the form stands under its record, each byte at the place of its ciphertext', (t) => {
  const { inspection } = inspect(RECORDED);
  const all = opened(inspection);
  t.true(all.length > 8);
  for (const { item } of all)
    t.is(item.opened, item.sealed ? true : undefined, `${item.offset}: ${item.value}`);
  const post = all.find(({ item }) => item.value === 'POST /login');
  if (post === undefined || PASSWORD === undefined) return t.fail('no form was opened');
  const password = inside(post.item)
    .flatMap(allFields)
    .find(({ label }) => label === 'password');
  t.is(password?.value, PASSWORD);
  const [range, ...more] = password?.ranges ?? [];
  t.deepEqual(more, []);
  const read = (withKeys: boolean): string => {
    const stream = inspection
      .streams(post.connection, withKeys)
      .find(({ direction }) => direction === 'to-bank');
    const { offset = 0, length = 0 } = range ?? {};
    return Buffer.from(stream?.bytes.subarray(offset, offset + length) ?? []).toString('latin1');
  };
  const text = new URLSearchParams({ password: PASSWORD }).toString();
  t.is(read(true), text);
  t.not(read(false), text);
});

test('the rest of the handshake is inside as well: every message by its name, and the true content types', (t) => {
  const { inspection } = inspect(RECORDED);
  const labels = new Set(
    opened(inspection).flatMap(({ item }) =>
      inside(item)
        .flatMap(allFields)
        .map(({ label }) => label),
    ),
  );
  for (const label of [
    'EncryptedExtensions',
    'Certificate',
    'CertificateVerify',
    'Finished',
    'NewSessionTicket',
    'true content type',
    'leaf certificate',
  ])
    t.true(labels.has(label), label);
  t.false(labels.has('malformed'));
});

test('no sentence about what was sealed says that others on the path read it', (t) => {
  const { inspection } = inspect(RECORDED);
  for (const { item } of opened(inspection))
    for (const { why } of inside(item).flatMap(({ children = [] }) => children.flatMap(allFields)))
      t.notRegex(why, /in clear|on the path (?:reads|has|can)|(?<!over TLS an )onlooker/i);
  const [first] = opened(inspection).flatMap(({ item }) => inside(item));
  t.regex(first?.why ?? '', /The attacker does not have these keys/);
});

test('without the keys, and without secrets, all is as it was', (t) => {
  const { inspection } = inspect(RECORDED);
  const bare = inspect(RECORDED.filter(({ type }) => type !== 'tls-secret-logged')).inspection;
  for (const lane of ['plain', 'sealed']) {
    const [withSecrets, without] = [inspection, bare].map((one) =>
      one.connections(lane, Infinity).map((connection) => one.items(connection)),
    );
    t.deepEqual(JSON.stringify(withSecrets), JSON.stringify(without));
  }
  t.is(bare.secrets('sealed', Infinity), 0);
  const shut = opened(bare).filter(({ item }) => item.sealed);
  t.true(shut.length > 0);
  for (const { item } of shut) {
    t.regex(item.value, /stays shut$/);
    t.regex(item.children?.at(-1)?.why ?? '', /logged no secret/);
  }
});

test('a sealed session has nothing that opens it', (t) => {
  const { inspection, session } = inspect([...sealFacts(RECORDED)]);
  t.is(inspection.secrets('sealed', session.length), 0);
  t.true(opened(inspection).every(({ item }) => item.opened !== true));
});

test('at an earlier point only what was logged by then opens', (t) => {
  const { inspection } = inspect(RECORDED);
  const first = RECORDED.findIndex(({ type }) => type === 'tls-secret-logged');
  t.is(inspection.secrets('sealed', first), 0);
  t.is(inspection.secrets('sealed', first + 1), 1);
  t.true(opened(inspection, first).every(({ item }) => item.opened !== true));
});

test('where the attacker reads a connection with keys of his own, that is said', (t) => {
  const [connection] = RECORDED.flatMap((fact) =>
    fact.type === 'connection-opened' && fact.lane === 'sealed' ? [fact.connection] : [],
  );
  if (connection === undefined) return t.fail('no connection');
  const { inspection } = inspect([
    ...RECORDED,
    {
      at: 0,
      type: 'recording-decrypted',
      lane: 'sealed',
      connection,
      direction: 'to-bank',
      length: 1,
      bytes: new Uint8Array(1),
    },
  ]);
  const [found] = inspection.connections('sealed', Infinity);
  t.true(found?.attackerReads);
  const whys =
    found === undefined
      ? []
      : inspection
          .items(found, true)
          .flatMap(inside)
          .map(({ why }) => why);
  t.true(whys.length > 0);
  for (const why of whys) t.regex(why, /attacker reads this connection too/);
});
