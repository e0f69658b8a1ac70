import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import type { BankBooked } from '../../../lab/facts.ts';
import { printable } from '../../decode/printable.ts';
import type { LaneState } from '../../state/state.ts';
import { tone } from '../theme.ts';
import { Line } from './line.tsx';

/** What the bank's own log says. Two rows. */
export function BankPane({ lane }: { readonly lane: LaneState }): ReactNode {
  const { answered, booked } = lane;
  return (
    <Box flexDirection="column" height={2}>
      <Line>
        <Text {...tone('bank')}>BANK</Text>
        {answered !== undefined && (
          <Text>
            {'  '}
            {answered.status} {printable(answered.method)} {printable(answered.path)}
            <Text {...tone('muted')}> over {answered.scheme}</Text>
          </Text>
        )}
      </Line>
      <Line>{booked === undefined ? ' ' : ` ${printable(bookedText(booked))}`}</Line>
    </Box>
  );
}

function bookedText({ event, user, balance, receiver, amount }: BankBooked): string {
  const money = balance === undefined ? '' : ` · balance ${balance}`;
  switch (event) {
    case 'signed-in':
      return `let ${user} in${money}`;
    case 'sign-in-refused':
      return `refused to let ${user} in`;
    case 'transfer-booked':
      return `booked ${amount ?? ''} to ${receiver ?? ''}${money}`;
    case 'transfer-refused':
      return `refused a transfer of ${user}`;
    case 'signed-out':
      return `${user} signed out`;
  }
}
