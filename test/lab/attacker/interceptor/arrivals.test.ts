import net from 'node:net';
import test from 'ava';

import { Arrivals } from '../../../../lab/attacker/interceptor/arrivals.ts';
import type { Arrival } from '../../../../lab/attacker/interceptor/arrivals.ts';

/** A socket with these ports, connected to nothing. */
function socketOf(remotePort: number, localPort: number): net.Socket {
  const ports = { remotePort: { value: remotePort }, localPort: { value: localPort } };
  return Object.defineProperties(new net.Socket(), ports);
}

const victims: Arrival = { logical: 'bank.test:443', connection: 1, party: 'victim', kind: 'tls' };
const strangers: Arrival = { logical: 'bank.test:80', connection: 2, party: 'stranger', kind: 'http' };

test('Two clients may have the same port towards two doors: each keeps its own arrival, also when the other has gone', async (t) => {
  const arrivals = new Arrivals();
  const far = socketOf(50_000, 8_443);
  arrivals.accepted(far);
  await arrivals.mark(socketOf(8_443, 50_000), victims, AbortSignal.timeout(1_000));
  const other = socketOf(50_000, 8_080);
  arrivals.given(other, strangers);
  arrivals.accepted(other);
  // What TLS makes of the first one: another socket with its ports.
  const decrypted = socketOf(50_000, 8_443);
  t.is(arrivals.of(decrypted), victims);
  t.is(arrivals.of(other), strangers);
  other.emit('close');
  t.is(arrivals.of(decrypted), victims);
  far.emit('close');
  t.is(arrivals.of(decrypted), undefined);
});
