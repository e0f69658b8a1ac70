import { Box } from 'ink';
import { memo } from 'react';
import type { ReactNode } from 'react';
import { failedText } from '../../../lab/facts/interceptor.ts';
import { grouped } from '../../../lab/text/count.ts';
import { printable } from '../../../lab/text/printable.ts';
import type { ClaimChecked } from '../../../lab/facts/session.ts';
import { shownExcerpt, staysSealed } from '../../views/stage/excerpt.ts';
import type { Captured, Change, Excerpt, LaneState } from '../../views/stage/state.ts';
import { cellsOf, cutToWidth, firstFitting } from '../fit.ts';
import { GRAVEST_FIRST } from '../gravest-first.ts';
import type { Journey } from '../journeys.ts';
import type { Layout } from '../layout.ts';
import { Banner, LARGE_BANNER } from './banner.tsx';
import { DecodedPane } from './decoded-pane.tsx';
import { HexPane } from './hex-pane.tsx';
import { HisBrowser } from './his-browser.tsx';
import { TextLine, Toned } from '../text.tsx';

const ATTACKER = 'ATTACKER';
const ON_THE_PATH = ' on the path';

/** Who sits on the path, and what he did last, or how much has come by; and how many others did. One row. */
export function AttackerHead({
  captured,
  did,
  strangers,
  width,
}: {
  readonly captured: Captured;
  /** Connections of others than the victim. */
  readonly strangers: number;
  readonly did: string | undefined;
  readonly width: number;
}): ReactNode {
  const others = strangersText(strangers);
  if (did !== undefined) {
    const room = width - ATTACKER.length - 1 - cellsOf(others);
    return (
      <TextLine>
        <Toned as="attacker">{ATTACKER}</Toned> <Toned as="warning">{cutToWidth(printable(did), room)}</Toned>
        <Toned as="muted">{others}</Toned>
      </TextLine>
    );
  }
  const bytes = ` · ${grouped(captured.toBank + captured.toVictim)} bytes`;
  const said = firstFitting(width - ATTACKER.length, [
    `${ON_THE_PATH}${bytes} captured${others}`,
    `${ON_THE_PATH}${bytes}${others}`,
    `${bytes}${others}`,
    others,
  ]);
  const where = said.startsWith(ON_THE_PATH) ? ON_THE_PATH : '';
  return (
    <TextLine>
      <Toned as="attacker">{ATTACKER}</Toned>
      {where}
      <Toned as="muted">{said.slice(where.length)}</Toned>
    </TextLine>
  );
}

/** Who else came by: no part of what she sent and got. */
function strangersText(count: number): string {
  return count === 0 ? '' : ` · strangers: ${grouped(count)}`;
}

/** What the attacker has: the most telling bytes, what they say, and the claims held against them. */
export const AttackerFinds = memo(function AttackerFinds({
  lane,
  layout: { hexRows, hexWidth, textOnly, decodedWidth, readRows, claimRows },
  width,
  journey,
}: {
  readonly lane: LaneState;
  readonly layout: Layout;
  readonly width: number;
  /** What is under way in the lane. */
  readonly journey: Journey | undefined;
}): ReactNode {
  const held = journey?.leg === 'held';
  // What is told of a packet comes after its bytes, which come after itself.
  const written = held ? journey.written : 1;
  const claims = lane.claims.slice(-claimRows);
  const excerpt = shownExcerpt(lane);
  return (
    <Box flexDirection="column" width={width} height={1 + hexRows + readRows + claimRows}>
      {lane.hijacked === undefined ? (
        <Caption excerpt={excerpt} width={width} held={held} />
      ) : (
        <TextLine as="attacker">HIS OWN BROWSER, with her cookie</TextLine>
      )}
      {lane.hijacked !== undefined ? (
        <HisBrowser page={lane.hijacked} rows={hexRows} width={width} />
      ) : excerpt === undefined ? (
        <Waiting rows={hexRows} />
      ) : (
        <Box height={hexRows}>
          <Box width={width - decodedWidth} flexShrink={0}>
            <HexPane
              excerpt={excerpt}
              rows={hexRows}
              width={hexWidth}
              textOnly={textOnly}
              written={written}
            />
          </Box>
          {decodedWidth > 0 && written >= 1 && (
            <DecodedPane excerpt={excerpt} rows={hexRows} width={decodedWidth} />
          )}
        </Box>
      )}
      <Box flexDirection="column" height={readRows}>
        {written >= 1 && <Reading lane={lane} rows={readRows} width={width} news={journey?.news} />}
      </Box>
      {claims.map((claim, index) => (
        <Claim key={`${index} ${claim.claim}`} claim={claim} width={width} />
      ))}
    </Box>
  );
});

function Caption({
  excerpt,
  width,
  held,
}: {
  readonly excerpt: Excerpt | undefined;
  readonly width: number;
  /** Whether a packet stands still here. */
  readonly held: boolean;
}): ReactNode {
  if (excerpt === undefined) return <TextLine as="muted">nothing has passed yet</TextLine>;
  const { direction, label, length } = excerpt;
  const start = `${direction === 'to-bank' ? '▼' : '▲'} ${label} · ${grouped(length)}`;
  return (
    <TextLine as={held ? 'packet' : 'title'}>
      {firstFitting(width, [`${start} bytes`, `${start} B`])}
    </TextLine>
  );
}

/** Before the first byte: what this place is. */
function Waiting({ rows }: { readonly rows: number }): ReactNode {
  return (
    <Box flexDirection="column" height={rows} justifyContent="center">
      <TextLine as="muted">What she sends and gets comes by here,</TextLine>
      <TextLine as="muted">and a copy of every byte stays.</TextLine>
    </Box>
  );
}

interface ReadingProps {
  readonly lane: LaneState;
  readonly rows: number;
  readonly width: number;
  /** The name of what has just been read. */
  readonly news: string | undefined;
}

/** In words what the bytes gave away: the planted values found in clear, or that only a length shows. */
function Reading({ lane, rows, width, news }: ReadingProps): ReactNode {
  if (lane.changed !== undefined) return <Changed change={lane.changed} rows={rows} width={width} />;
  if (lane.read.length > 0) return <Read lane={lane} rows={rows} width={width} news={news} />;
  if (lane.captureLimit !== undefined) {
    return (
      <TextLine as="warning">recording full: kept {grouped(lane.captureLimit)} bytes, counting on</TextLine>
    );
  }
  if (lane.interceptionFailed !== undefined) {
    return <TextLine as="warning">✗ {printable(failedText(lane.interceptionFailed))}</TextLine>;
  }
  const high = bannerRows(rows);
  if (!staysSealed(lane, shownExcerpt(lane))) {
    if (lane.inside.size === 0) return <TextLine> </TextLine>;
    const ways = ['READ  all that passes inside this TLS', 'READ inside this TLS'];
    return <Banner as="read" ways={ways} rows={high} width={width} />;
  }
  return (
    <>
      <Banner as="sealed" ways={sealedWays(shownExcerpt(lane))} rows={high} width={width} fill="▒" />
      {rows > high && <TextLine as="muted">only its size shows, and who talks to whom, and when</TextLine>}
    </>
  );
}

/** Of what is sealed its size is all there is to see. */
function sealedWays(excerpt: Excerpt | undefined): readonly string[] {
  return excerpt === undefined ? ['SEALED'] : [`SEALED  ${grouped(excerpt.length)} bytes`, 'SEALED'];
}

/** What he made another of: as it came, and as it went on. */
function Changed({
  change: { what, before, after },
  rows,
  width,
}: {
  readonly change: Change;
  readonly rows: number;
  readonly width: number;
}): ReactNode {
  const [name, from, to] = [what, before, after].map(printable);
  const ways = [
    `CHANGED ON THE WAY  ${name}: ${from} → ${to}`,
    `CHANGED  ${name}: ${from} → ${to}`,
    `${from} → ${to}`,
  ];
  return <Banner as="read" ways={ways} rows={bannerRows(rows)} width={width} />;
}

/** A large banner leaves a row for what else is told. */
function bannerRows(rows: number): number {
  return rows > LARGE_BANNER ? LARGE_BANNER : 1;
}

/** What was read: the gravest as a banner, and after it what else there is. */
function Read({ lane, rows, width, news }: ReadingProps): ReactNode {
  const order = news === undefined ? GRAVEST_FIRST : [news, ...GRAVEST_FIRST.filter((name) => name !== news)];
  const grave = order.filter((name) => lane.read.includes(name));
  const [first = '', ...names] = [...grave, ...lane.read.filter((name) => !GRAVEST_FIRST.includes(name))];
  const high = bannerRows(rows);
  const value = printable(lane.readValues.get(first) ?? '');
  const said = `${printable(first).toUpperCase()} READ  ${value}`;
  const others = names.map(printable).join(', ');
  const more = high === rows && others !== '' ? [`${said}  and ${others}`, `${said}  and more`] : [];
  const room = rows - high;
  const rest = names.slice(0, names.length <= room ? room : Math.max(0, room - 1));
  const left = names.slice(rest.length).map(printable).join(', ');
  return (
    <>
      <Banner as="read" ways={[...more, said]} rows={high} width={width} />
      {rest.map((name) => (
        <TextLine key={name}>
          <Toned as="read"> READ </Toned> {printable(name)} ={' '}
          <Toned as="strong">{printable(lane.readValues.get(name) ?? '')}</Toned>
        </TextLine>
      ))}
      {rows > high && left !== '' && (
        <TextLine>
          <Toned as="read"> READ </Toned> {left}
        </TextLine>
      )}
    </>
  );
}

function Claim({ claim, width }: { readonly claim: ClaimChecked; readonly width: number }): ReactNode {
  const { held, evidence } = claim;
  const word = held ? '✓ SHOWN' : '✗ NOT SHOWN';
  const sentence = printable(claim.claim);
  const proof = printable(evidence.text);
  // Where room is short a claim that nothing was found says in how much; any other one says itself.
  const nothing = held && / not read /.test(claim.claim) && evidence.found.length === 0;
  const what = sentence.replace(/^.* not read /, '');
  const bytes = `no ${what} in ${grouped(evidence.searched)} bytes`;
  const short = nothing ? [`${bytes}, spelled in any way`, bytes] : [held ? sentence : proof];
  return (
    <TextLine>
      <Toned as={held ? 'held' : 'failed'}>{word}</Toned>{' '}
      {firstFitting(width - word.length - 1, [`${sentence}: ${proof}`, ...short])}
    </TextLine>
  );
}
