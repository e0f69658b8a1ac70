import { Box } from 'ink';
import { memo } from 'react';
import type { ReactNode } from 'react';
import type { BankBooked, CertificateIssued } from '../../../lab/facts/facts.ts';
import { printable } from '../../../lab/text/printable.ts';
import type { LaneState } from '../../views/stage/state.ts';
import { originOf } from '../origin.ts';
import { cellsOf, firstFitting } from '../fit.ts';
import { TextLine, Toned } from '../text.tsx';

/** Cells before what the log says: the bank's name, and a mark. */
const BEFORE = 8;

/** What the bank's own log says: whom it let in, and what it answered last. Two rows. */
export const BankPane = memo(function BankPane({
  lane,
  width,
}: {
  readonly lane: LaneState;
  readonly width: number;
}): ReactNode {
  const { answered, booked, certificate, hungUp, server, serverEnded } = lane;
  const by = server === undefined ? '' : ` · ${printable(server.title)}`;
  return (
    <Box flexDirection="column" height={2}>
      <TextLine>
        <Toned as="bank">BANK</Toned>
        {'  '}
        {booked === undefined ? (
          <Toned as="muted">
            {certificate === undefined ? 'nobody has signed in' : certifiedText(certificate)}
          </Toned>
        ) : (
          <Booked booked={booked} width={width - BEFORE} />
        )}
      </TextLine>
      <TextLine as="muted">
        {hungUp === true
          ? '      ✗ hung up: what came was not as it was sealed'
          : serverEnded !== undefined
            ? `      ✗ ${printable(serverEnded.title)} ended (${printable(serverEnded.how)})`
            : answered === undefined
              ? `${waitsAt(lane)}${by}`
              : `      ${answered.status} ${printable(answered.method)} ${printable(answered.path)} over ${answered.scheme}${by}`}
      </TextLine>
    </Box>
  );
});

/** What the bank was issued, until somebody signs in. */
function certifiedText({ issuer, until }: CertificateIssued): string {
  return `has a certificate until ${printable(until.slice(0, 10))}, from ${printable(issuer)}`;
}

/** Before the first request: where the bank can be reached, if it can. */
function waitsAt({ url, listeners }: LaneState): string {
  const origin = originOf(url);
  if (origin === undefined) return ' ';
  const open = listeners.some(({ role, logical }) => role === 'tap' && logical === origin.logical);
  return open ? `      waits at ${printable(origin.address)}` : `      nobody listens at ${origin.logical}`;
}

function Booked({ booked, width }: { readonly booked: BankBooked; readonly width: number }): ReactNode {
  const { event, user, balance, receiver, amount } = booked;
  const money = balance === undefined ? '' : ` · balance ${balance}`;
  const { text, refused } = {
    'signed-in': { text: `${user} signed in`, refused: false },
    'sign-in-refused': { text: `refused ${user} at sign-in`, refused: true },
    'transfer-booked': { text: `booked ${amount ?? ''} to ${receiver ?? ''}`, refused: false },
    'transfer-refused': { text: `refused a transfer of ${user}`, refused: true },
    'signed-out': { text: `${user} signed out`, refused: false },
  }[event];
  return (
    <>
      <Toned as={refused ? 'failed' : 'held'}>
        {refused ? '✗' : '✓'} {printable(text)}
      </Toned>
      {firstFitting(width - cellsOf(text), [printable(money), ''])}
    </>
  );
}
