import type { LaneId } from '../../lab/facts.ts';
import { grouped } from '../decode/count.ts';
import { searchSecret } from '../decode/secrets.ts';
import type { SearchResult } from '../decode/secrets.ts';
import { reassemble } from '../decode/streams.ts';
import type { Evidence, Fact } from '../session/facts.ts';
import type { Claim } from './claims.ts';

/** What came of holding a claim against a lane's bytes. */
export interface Verdict {
  readonly held: boolean;
  readonly evidence: Evidence;
}

/** Places that evidence names; a search may find more. */
const PLACES = 16;

/**
 * Holds a claim against every byte that the tap captured in a lane. A claim that nothing was read
 * holds only where the secret did travel: that nothing was found in nothing proves nothing.
 */
export function checkClaim(claim: Claim, facts: readonly Fact[], lane: LaneId): Verdict {
  const ofLane = facts.filter((fact) => 'lane' in fact && fact.lane === lane);
  const secret = ofLane.findLast((fact) => fact.type === 'secret-planted' && fact.name === claim.secret);
  if (secret?.type !== 'secret-planted') return unfounded(`no ${claim.secret} was given out in this lane`);
  const segments = ofLane.filter((fact) => fact.type === 'segment-captured');
  const result = searchSecret(reassemble(segments), secret.value);
  const found = result.findings.length > 0;
  const full = ofLane.some((fact) => fact.type === 'capture-limit-reached');
  if (claim.kind === 'reads') return verdict(found, result, readSentence(claim.secret, result));
  if (found) return verdict(false, result, readSentence(claim.secret, result));
  if (!travelled(ofLane, secret.value))
    return verdict(
      false,
      result,
      `the ${claim.secret} never travelled in this lane, so finding nothing proves nothing`,
    );
  if (result.undecoded > 0)
    return verdict(
      false,
      result,
      `${result.undecoded} bodies could not be decoded, so they were not searched`,
    );
  if (full) return verdict(false, result, 'the recording was full, so what came after it was not searched');
  return verdict(true, result, searchedSentence(result));
}

/** Whether the victim sent or was sent the secret: what its browser held in clear says so. */
function travelled(facts: readonly Fact[], secret: string): boolean {
  for (const fact of facts) {
    if (fact.type !== 'exchange-made') continue;
    const { request, response } = fact;
    const headers = [...request.headers, ...response.headers]
      .map(([name, value]) => `${name}: ${value}`)
      .join('\n');
    const bytes = [new TextEncoder().encode(headers), request.body, response.body];
    const streams = bytes.map((part) => ({ connection: 0, direction: 'to-bank' as const, bytes: part }));
    if (searchSecret(streams, secret).findings.length > 0) return true;
  }
  return false;
}

function unfounded(text: string): Verdict {
  return { held: false, evidence: { searched: 0, ways: 0, found: [], text } };
}

function verdict(held: boolean, result: SearchResult, text: string): Verdict {
  const found = result.findings.slice(0, PLACES).map(({ connection, direction, offset, length, way }) => ({
    connection,
    direction,
    offset,
    length,
    way,
  }));
  return { held, evidence: { searched: result.searchedBytes, ways: result.ways, found, text } };
}

function readSentence(name: string, result: SearchResult): string {
  const [first] = result.findings;
  if (first === undefined) return searchedSentence(result);
  const { connection, direction, offset, way } = first;
  const side = direction === 'to-bank' ? 'to the bank' : 'to the victim';
  const within = first.within === undefined ? '' : `, in the ${first.within}`;
  return `${name} found ${way} at byte ${offset} of connection ${connection} ${side}${within}`;
}

function searchedSentence(result: SearchResult): string {
  return `searched ${grouped(result.searchedBytes)} bytes ${result.ways} ways: 0 found`;
}
