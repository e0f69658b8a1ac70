import { Box } from 'ink';
import type { ReactNode } from 'react';
import { printable } from '../../../lab/text/printable.ts';
import { staysSealed } from '../../views/stage/excerpt.ts';
import type { LaneState } from '../../views/stage/state.ts';
import { cutToWidth, firstFitting } from '../fit.ts';
import { GRAVEST_FIRST } from '../gravest-first.ts';
import { SECURITY_LOOKS } from '../theme.ts';
import type { Tone } from '../theme.ts';
import { TextLine, Toned } from '../text.tsx';
import { addressWord } from './address-bar.tsx';
import { COMPARE_ROWS } from './compare-rows.ts';

/** Every lane in a column: its title, address bar, what the attacker has, and the bank. The chosen one is seen whole below. */
export function Compare({
  lanes,
  chosen,
  columns,
}: {
  readonly lanes: readonly LaneState[];
  readonly chosen: number;
  readonly columns: number;
}): ReactNode {
  const width = Math.floor(columns / Math.max(1, lanes.length));
  return (
    <Box flexDirection="column" height={COMPARE_ROWS} flexShrink={0}>
      <Box>
        {lanes.map((lane, index) => (
          <Column key={lane.id} lane={lane} chosen={index === chosen} width={width} />
        ))}
      </Box>
      <TextLine as="muted">{'─'.repeat(columns)}</TextLine>
    </Box>
  );
}

function Column({
  lane,
  chosen,
  width,
}: {
  readonly lane: LaneState;
  readonly chosen: boolean;
  readonly width: number;
}): ReactNode {
  const inner = width - 3;
  const verdict = verdictOf(lane);
  return (
    <Box flexDirection="column" width={width} flexShrink={0} paddingRight={1}>
      <TextLine as={chosen ? 'chosenTab' : 'title'}>
        {chosen ? '▸ ' : '  '}
        {cutToWidth(printable(lane.title), inner)}{' '}
      </TextLine>
      <Address lane={lane} width={inner} />
      <TextLine>
        {'  '}
        <Toned as={verdict.look}>{firstFitting(inner, verdict.ways)}</Toned>
      </TextLine>
      <TextLine as="muted">
        {'  '}
        {cutToWidth(bankOf(lane), inner)}
      </TextLine>
    </Box>
  );
}

function Address({ lane, width }: { readonly lane: LaneState; readonly width: number }): ReactNode {
  const { page } = lane;
  if (page === undefined) return <TextLine as="muted">{'  no page yet'}</TextLine>;
  const { security, error } = page;
  if (error !== undefined && page.status === 0)
    return (
      <TextLine>
        {'  '}
        <Toned as={SECURITY_LOOKS[security]}>{cutToWidth(printable(error), width)}</Toned>
      </TextLine>
    );
  const word = addressWord(lane);
  const where = printable(page.url.replace(/^(https?):\/\/([^/]+).*$/, '$1://$2'));
  // A page that is there though her browser named an error: she went on past its warning.
  const past = error === undefined ? [] : [`clicked on ${where}`, 'clicked on'];
  return (
    <TextLine>
      {'  '}
      <Toned as={SECURITY_LOOKS[security]}>{word}</Toned>{' '}
      {cutToWidth(firstFitting(width - word.length - 1, [...past, where]), width - word.length - 1)}
    </TextLine>
  );
}

/** What the attacker has of a lane, in ways to say it, the longest first. */
export function verdictOf(lane: LaneState): { readonly ways: readonly string[]; readonly look: Tone } {
  const name = GRAVEST_FIRST.find((each) => lane.read.includes(each)) ?? lane.read[0];
  if (name !== undefined) {
    const value = printable(lane.readValues.get(name) ?? '');
    return {
      ways: [
        ` ${name.toUpperCase()} READ  ${value} `,
        ` READ  ${value} `,
        ` ${name.toUpperCase()} READ `,
        ' READ ',
      ],
      look: 'read',
    };
  }
  if (lane.notSent !== undefined) return { ways: ['FORM NOT SENT', 'NOT SENT'], look: 'plain' };
  if (lane.inside.size > 0) return { ways: [' READ inside TLS ', ' READ '], look: 'read' };
  if (staysSealed(lane, lane.excerpt)) return { ways: [' ▒▒▒ SEALED ▒▒▒ ', ' SEALED '], look: 'sealed' };
  return { ways: [''], look: 'plain' };
}

function bankOf({ booked, answered, serverEnded }: LaneState): string {
  if (serverEnded !== undefined) return `bank: ${printable(serverEnded.title)} ended`;
  if (booked !== undefined) {
    const { event, user, amount = '', receiver = '' } = booked;
    const said = event === 'transfer-booked' ? `booked ${amount} to ${receiver}` : event.replaceAll('-', ' ');
    return `bank: ${printable(said)}${event === 'signed-in' ? `, ${printable(user)}` : ''}`;
  }
  return answered === undefined
    ? 'bank: nothing yet'
    : `bank: ${answered.status} ${printable(answered.path)}`;
}
