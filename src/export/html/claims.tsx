import type { ReactNode } from 'react';
import { printable } from '../../../lab/text/printable.ts';
import type { ClaimChecked, EvidencePlace } from '../../../lab/facts/session.ts';
import { bytesText, placeText } from '../../views/matrix/cell.ts';
import { heldThen } from '../../views/stage/outrun.ts';
import type { LaneState } from '../../views/stage/state.ts';

/** What the scenario says must be true, whether it was, and the evidence. */
export function Claims({
  claims,
  lanes,
}: {
  readonly claims: readonly ClaimChecked[];
  readonly lanes: readonly LaneState[];
}): ReactNode {
  if (claims.length === 0) return <p>No claim was checked.</p>;
  return (
    <ul>
      {claims.map((claim, index) => (
        <li key={index} className="claim">
          <span className={claim.held ? 'good' : 'bad'}>{claim.held ? '✓ SHOWN' : '✗ NOT SHOWN'}</span>{' '}
          <strong>{printable(claim.claim)}</strong>{' '}
          <span className="soft">{printable(titleOf(claim.lane, lanes))}</span>
          <br />
          {printable(claim.evidence.text)}
          {lanes.some((lane) => heldThen(lane, claim)) && ' then: the attacker got more later'}
          {claim.evidence.found.length > 0 && (
            <ul>
              {claim.evidence.found.map((place, at) => (
                <li key={at}>{printable(placeLine(place))}</li>
              ))}
            </ul>
          )}
        </li>
      ))}
    </ul>
  );
}

function titleOf(lane: string, lanes: readonly LaneState[]): string {
  return lanes.find(({ id }) => id === lane)?.title ?? lane;
}

function placeLine(place: EvidencePlace): string {
  return `${bytesText(place.length)}, ${place.way}, at ${placeText(place)}`;
}
