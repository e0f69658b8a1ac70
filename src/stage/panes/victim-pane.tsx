import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import type { FormField, PageShown } from '../../../lab/facts.ts';
import { printable } from '../../decode/printable.ts';
import type { LaneState } from '../../state/state.ts';
import { tone } from '../theme.ts';
import { Line } from './line.tsx';

/** What the victim sees: the address bar, and the form or the page. Four rows. */
export function VictimPane({ lane }: { readonly lane: LaneState }): ReactNode {
  return (
    <Box flexDirection="column" height={4}>
      <Line as="victim">VICTIM</Line>
      <AddressBar lane={lane} />
      <Content lane={lane} />
    </Box>
  );
}

const SECURITY = {
  secure: { word: '✓ Secure', look: 'held' },
  'not-secure': { word: '⚠ Not secure', look: 'warning' },
  'certificate-error': { word: '✗ Certificate error', look: 'failed' },
  unreachable: { word: '✗ Unreachable', look: 'failed' },
} as const;

function AddressBar({ lane }: { readonly lane: LaneState }): ReactNode {
  const { page } = lane;
  if (page === undefined) return <Line as="muted"> … │ a new tab</Line>;
  const { word, look } = SECURITY[page.security];
  return (
    <Line>
      {' '}
      <Text {...tone(look)}>{word}</Text> │ {printable(page.url)}
    </Line>
  );
}

function Content({ lane }: { readonly lane: LaneState }): ReactNode {
  const { form, notSent, page } = lane;
  if (notSent !== undefined)
    return (
      <Line as="warning">
        {' '}
        {printable(notSent.form)} not sent: {printable(notSent.reason)}
      </Line>
    );
  if (form !== undefined) {
    return form.fields
      .filter((field) => field.type !== 'hidden')
      .slice(0, 2)
      .map((field) => <Field key={field.name} field={field} />);
  }
  if (page === undefined) return <Line> </Line>;
  return (
    <Box height={2} paddingLeft={1} overflow="hidden">
      <Text>{pageText(page)}</Text>
    </Box>
  );
}

function Field({ field }: { readonly field: FormField }): ReactNode {
  const shown =
    field.type === 'password' ? '•'.repeat(Math.min(40, field.value.length)) : printable(field.value);
  return (
    <Line>
      {' '}
      <Text {...tone('muted')}>{printable(field.name).padEnd(9)}</Text> {shown}
    </Line>
  );
}

function pageText(page: PageShown): string {
  if (page.error !== undefined) return printable(page.error);
  return printable(page.text === '' ? page.title : page.text);
}
