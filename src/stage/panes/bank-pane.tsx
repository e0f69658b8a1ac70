import { Box } from 'ink';
import { memo } from 'react';
import type { ReactNode } from 'react';
import type { BankAnswered, BankBooked, CertificateIssued } from '../../../lab/facts/facts.ts';
import { printable } from '../../../lab/text/printable.ts';
import type { LaneState } from '../../views/stage/state.ts';
import { originOf } from '../origin.ts';
import { firstFitting } from '../fit.ts';
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
  const { booked, certificate } = lane;
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
        {firstFitting(
          width,
          lastWords(lane).map((way) => `      ${way}`),
        )}
      </TextLine>
    </Box>
  );
});

/** What the bank did last, in ways to say it, the longest first. */
function lastWords(lane: LaneState): readonly string[] {
  const { answered, hungUp, server, serverEnded } = lane;
  const by = server === undefined ? '' : ` · ${printable(server.title)}`;
  if (hungUp === true)
    return ['✗ hung up: what came was not as it was sealed', '✗ hung up: what came was changed', '✗ hung up'];
  if (serverEnded !== undefined)
    return [`✗ ${printable(serverEnded.title)} ended (${printable(serverEnded.how)})`];
  if (answered !== undefined) return [`${answeredWords(answered)}${by}`, answeredWords(answered)];
  return [`${waitsAt(lane)}${by}`, waitsAt(lane)];
}

function answeredWords({ status, method, path, scheme }: BankAnswered): string {
  return `${status} ${printable(method)} ${printable(path)} over ${scheme}`;
}

/** What the bank was issued, until somebody signs in. */
function certifiedText({ issuer, until }: CertificateIssued): string {
  return `has a certificate until ${printable(until.slice(0, 10))}, from ${printable(issuer)}`;
}

/** Before the first request: where the bank can be reached, if it can. */
function waitsAt({ url, listeners }: LaneState): string {
  const origin = originOf(url);
  if (origin === undefined) return '';
  const open = listeners.some(({ role, logical }) => role === 'tap' && logical === origin.logical);
  return open ? `waits at ${printable(origin.address)}` : `nobody listens at ${origin.logical}`;
}

function Booked({ booked, width }: { readonly booked: BankBooked; readonly width: number }): ReactNode {
  const { texts, refused } = bookedWords(booked);
  const { balance } = booked;
  const money = balance === undefined ? '' : printable(` · balance ${balance}`);
  const text = firstFitting(width, [...(texts[0] === undefined ? [] : [texts[0] + money]), ...texts]);
  const [said = '', more = ''] =
    money !== '' && text.endsWith(money) ? [text.slice(0, -money.length), money] : [text];
  return (
    <>
      <Toned as={refused ? 'failed' : 'held'}>
        {refused ? '✗' : '✓'} {said}
      </Toned>
      {more}
    </>
  );
}

/** An entry of the bank's log in ways to say it, the longest first, and whether it is a refusal. */
function bookedWords({ event, user, receiver = '', amount = '' }: BankBooked): {
  readonly texts: readonly string[];
  readonly refused: boolean;
} {
  const [who, to, sum] = [user, receiver, amount].map(printable);
  switch (event) {
    case 'account-opened':
      return { texts: [`opened an account for ${who}`, 'opened an account'], refused: false };
    case 'account-refused':
      return { texts: [`opened no account for ${who}`, 'opened no account'], refused: true };
    case 'signed-in':
      return { texts: [`${who} signed in`], refused: false };
    case 'sign-in-refused':
      return { texts: [`refused ${who} at sign-in`, `refused ${who}`], refused: true };
    case 'transfer-booked':
      return { texts: [`booked ${sum} to ${to}`, `${sum} to ${to}`], refused: false };
    case 'transfer-refused':
      return { texts: [`refused a transfer of ${who}`, 'refused a transfer'], refused: true };
    case 'signed-out':
      return { texts: [`${who} signed out`], refused: false };
  }
}

/** One row of the bank's log. */
export function BankEntry({
  entry,
  width,
}: {
  readonly entry: BankAnswered | BankBooked;
  readonly width: number;
}): ReactNode {
  return entry.type === 'bank-booked' ? (
    <TextLine>
      <Booked booked={entry} width={width - 2} />
    </TextLine>
  ) : (
    <TextLine as="muted">{`  ${answeredWords(entry)}`}</TextLine>
  );
}
