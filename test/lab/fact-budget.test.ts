import test from 'ava';

import { FactBudget } from '../../lab/fact-budget.ts';
import type { ClientParty, LabFact } from '../../lab/facts/facts.ts';

const LIMITS = { connections: 2, exchangeBytes: 3_000, sessions: 1, others: 2 };
const HERE = { lane: 'a' } as const;

function opened(connection: number, party: ClientParty = 'stranger'): LabFact {
  const ends = { logical: 'bank.test:80', client: '', server: '' } as const;
  return { type: 'connection-opened', ...HERE, connection, ...ends, party };
}

function closed(connection: number): LabFact {
  return { type: 'connection-closed', ...HERE, connection, by: 'bank', how: 'end', toBank: 0, toVictim: 0 };
}

function read(connection: number): LabFact {
  const body = new Uint8Array(100);
  return {
    type: 'exchange-read',
    ...HERE,
    connection,
    request: { method: 'GET', url: 'http://bank.test/', headers: [], body },
    response: { status: 200, headers: [['A', 'b']], body },
  };
}

function refused(destination: string): LabFact {
  return { type: 'destination-refused', ...HERE, destination };
}

function told(facts: readonly LabFact[]): LabFact[] {
  const said: LabFact[] = [];
  const budget = new FactBudget('a', (fact) => said.push(fact), LIMITS);
  for (const fact of facts) budget.emit(fact);
  budget.close();
  return said;
}

test('Within the limits everything is told, and nothing is said of them', (t) => {
  const facts = [opened(1), read(1), closed(1), opened(2), read(2), refused('x'), refused('y'), closed(2)];
  t.deepEqual(told(facts), facts);
});

test('A connection beyond the limit is left out whole, which is said once and counted', (t) => {
  const kept = [opened(1), opened(2)];
  t.deepEqual(told([...kept, opened(3), read(3), closed(3), opened(4), closed(4), closed(2), closed(1)]), [
    ...kept,
    { type: 'fact-limit-reached', ...HERE, of: 'connections', limit: 2 },
    closed(2),
    closed(1),
    { type: 'facts-left-out', ...HERE, connections: 2, exchanges: 1, others: 0 },
  ]);
});

test('Exchanges and other facts beyond their limits are left out, and the end of a connection never', (t) => {
  const said = told([opened(1), read(1), read(1), read(1), ...['x', 'y', 'z'].map(refused), closed(1)]);
  t.deepEqual(said, [
    opened(1),
    read(1),
    read(1),
    { type: 'fact-limit-reached', ...HERE, of: 'exchanges', limit: 3_000 },
    refused('x'),
    refused('y'),
    { type: 'fact-limit-reached', ...HERE, of: 'others', limit: 2 },
    closed(1),
    { type: 'facts-left-out', ...HERE, connections: 0, exchanges: 1, others: 1 },
  ]);
});

test("What is the victim's is never left out, and takes nobody's room", (t) => {
  const facts = [1, 2, 3, 4].flatMap((id) => [opened(id, 'victim'), read(id), read(id), closed(id)]);
  t.deepEqual(told([...facts, opened(5), read(5)]), [...facts, opened(5), read(5)]);
});

test('Messages of a chat count by their bytes, as exchanges do', (t) => {
  const message = (size: number): LabFact => ({
    type: 'message-read',
    ...HERE,
    connection: 1,
    party: 'stranger',
    direction: 'to-bank',
    kind: 'text',
    bytes: new Uint8Array(size),
  });
  const heard: LabFact = {
    type: 'help-desk-heard',
    ...HERE,
    scheme: 'http',
    text: 'x'.repeat(900),
    connection: 1,
    party: 'stranger',
  };
  t.deepEqual(told([opened(1), message(900), heard, message(1)]), [
    opened(1),
    message(900),
    { type: 'fact-limit-reached', ...HERE, of: 'exchanges', limit: 3_000 },
    message(1),
    { type: 'facts-left-out', ...HERE, connections: 0, exchanges: 1, others: 0 },
  ]);
});
