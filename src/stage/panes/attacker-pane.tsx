import { Box, Text } from 'ink';
import { memo } from 'react';
import type { ReactNode } from 'react';
import { failedText } from '../../../lab/facts/interceptor.ts';
import { grouped } from '../../../lab/text/count.ts';
import { printable } from '../../../lab/text/printable.ts';
import type { ClaimChecked } from '../../../lab/facts/session.ts';
import { heldUp } from '../../views/stage/exhibit.ts';
import type { Captured, Exhibit, LaneState } from '../../views/stage/state.ts';
import { firstFitting } from '../fit.ts';
import type { Layout } from '../layout.ts';
import { tone } from '../theme.ts';
import { HexPane } from './hex-pane.tsx';
import { Line } from './line.tsx';

/** Who sits on the path, and what he did last, or how much has come by. One row. */
export function AttackerHead({
  captured,
  did,
}: {
  readonly captured: Captured;
  readonly did: string | undefined;
}): ReactNode {
  if (did !== undefined) {
    return (
      <Line>
        <Text {...tone('attacker')}>ATTACKER</Text> <Text {...tone('warning')}>{printable(did)}</Text>
      </Line>
    );
  }
  return (
    <Line>
      <Text {...tone('attacker')}>ATTACKER</Text> on the path
      <Text {...tone('muted')}> · {grouped(captured.toBank + captured.toVictim)} bytes captured</Text>
    </Line>
  );
}

/** What the attacker has: the most telling bytes, what they say, and the claims held against them. */
export const AttackerFinds = memo(function AttackerFinds({
  lane,
  layout: { hexRows, hexWidth, readRows, claimRows },
  width,
}: {
  readonly lane: LaneState;
  readonly layout: Layout;
  readonly width: number;
}): ReactNode {
  const claims = lane.claims.slice(-claimRows);
  const exhibit = heldUp(lane);
  return (
    <Box flexDirection="column" width={width} height={1 + hexRows + readRows + claimRows}>
      <Caption exhibit={exhibit} width={width} />
      {exhibit === undefined ? (
        <Waiting rows={hexRows} />
      ) : (
        <HexPane exhibit={exhibit} rows={hexRows} width={hexWidth} />
      )}
      <Box flexDirection="column" height={readRows}>
        <Reading lane={lane} rows={readRows} />
      </Box>
      {claims.map((claim, index) => (
        <Claim key={`${index} ${claim.claim}`} claim={claim} width={width} />
      ))}
    </Box>
  );
});

function Caption({
  exhibit,
  width,
}: {
  readonly exhibit: Exhibit | undefined;
  readonly width: number;
}): ReactNode {
  if (exhibit === undefined) return <Line as="muted">nothing has passed yet</Line>;
  const { direction, label, length } = exhibit;
  const start = `${direction === 'to-bank' ? '▼' : '▲'} ${label} · ${grouped(length)}`;
  return <Line as="title">{firstFitting(width, [`${start} bytes`, `${start} B`])}</Line>;
}

/** Before the first byte: what this place is. */
function Waiting({ rows }: { readonly rows: number }): ReactNode {
  return (
    <Box flexDirection="column" height={rows} justifyContent="center">
      <Line as="muted">All that she sends and gets comes by here,</Line>
      <Line as="muted">and a copy of every byte stays.</Line>
    </Box>
  );
}

/** In words what the bytes gave away: the planted values found in clear, or that only a length shows. */
function Reading({ lane, rows }: { readonly lane: LaneState; readonly rows: number }): ReactNode {
  if (lane.read.length > 0) return <Read lane={lane} rows={rows} />;
  if (lane.captureLimit !== undefined) {
    return <Line as="warning">recording full: kept {grouped(lane.captureLimit)} bytes, counting on</Line>;
  }
  if (lane.interceptionFailed !== undefined) {
    return <Line as="warning">✗ {printable(failedText(lane.interceptionFailed))}</Line>;
  }
  if (heldUp(lane)?.sealed !== true) return <Line> </Line>;
  return (
    <>
      <Line>
        <Text {...tone('sealed')}> ▒ SEALED ▒ </Text> only its size shows
      </Line>
      {rows > 1 && <Line as="muted">{'             and who talks to whom, and when'}</Line>}
    </>
  );
}

/** The order in which what was read is told. */
const TELLING = ['password', 'session cookie'];

/** What was read, the gravest first; where rows do not suffice the last one names what else there is. */
function Read({ lane, rows }: { readonly lane: LaneState; readonly rows: number }): ReactNode {
  const grave = TELLING.filter((name) => lane.read.includes(name));
  const names = [...grave, ...lane.read.filter((name) => !TELLING.includes(name))];
  const full = names.length <= rows ? names.length : Math.max(1, rows - 1);
  const others = names.slice(full).map(printable).join(', ');
  return (
    <>
      {names.slice(0, full).map((name) => (
        <Line key={name}>
          <Text {...tone('read')}> READ </Text> {printable(name)} ={' '}
          <Text bold>{printable(lane.planted.findLast((secret) => secret.name === name)?.value ?? '')}</Text>
          {rows === 1 && others !== '' && <Text {...tone('muted')}> · {others}</Text>}
        </Line>
      ))}
      {rows > 1 && others !== '' && (
        <Line>
          <Text {...tone('read')}> READ </Text> {others}
        </Line>
      )}
    </>
  );
}

function Claim({ claim, width }: { readonly claim: ClaimChecked; readonly width: number }): ReactNode {
  const { held, evidence } = claim;
  const word = held ? '✓ HELD' : '✗ FAILED';
  const sentence = printable(claim.claim);
  const proof = printable(evidence.text);
  // Where room is short a claim that nothing was found says in how much; any other one says itself.
  const nothing = held && / not read /.test(claim.claim) && evidence.found.length === 0;
  const what = sentence.replace(/^.* not read /, '');
  const bytes = `no ${what} in ${grouped(evidence.searched)} bytes`;
  const short = nothing ? [`${bytes}, ${evidence.ways} ways`, bytes] : [held ? sentence : proof];
  return (
    <Line>
      <Text {...tone(held ? 'held' : 'failed')}>{word}</Text>{' '}
      {firstFitting(width - word.length - 1, [`${sentence}: ${proof}`, ...short])}
    </Line>
  );
}
