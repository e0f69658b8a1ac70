import { Box } from 'ink';
import { memo } from 'react';
import type { ReactNode } from 'react';
import { victimTitle } from '../../../lab/facts/real-victim.ts';
import { SECURITY_WORDS } from '../../../lab/facts/victim.ts';
import type { FormField, PageShown } from '../../../lab/facts/victim.ts';
import { printable } from '../../../lab/text/printable.ts';
import type { LaneState } from '../../views/stage/state.ts';
import { cellsOf, cutToWidth, wrapWords } from '../fit.ts';
import { Wall } from './frame.tsx';
import { SECURITY_LOOKS } from '../theme.ts';
import { TextLine, Toned } from '../text.tsx';

/** What the victim sees: the address bar, and the form or the page. `rows` rows of `width` cells: with seven, in a frame. */
export const VictimPane = memo(function VictimPane({ lane, width, rows }: VictimPaneProps): ReactNode {
  const framed = rows > 4;
  return (
    <Box flexDirection="column" height={rows}>
      <TextLine>
        <Toned as="victim">VICTIM</Toned>
        {lane.victimDid === undefined ? (
          lane.player !== undefined && <Toned as="muted"> {printable(victimTitle(lane.player))}</Toned>
        ) : (
          <Toned> {printable(lane.victimDid)}</Toned>
        )}
      </TextLine>
      {framed ? (
        <Framed lane={lane} width={width} />
      ) : (
        <>
          <AddressBar page={lane.page} />
          <Content lane={lane} width={width} />
        </>
      )}
    </Box>
  );
});

/** The same in a browser that looks like one: six rows. */
function Framed({ lane, width }: Omit<VictimPaneProps, 'rows'>): ReactNode {
  const inner = width - 3;
  const edge = (left: string, right: string): ReactNode => (
    <TextLine as="muted">{`${left}${'─'.repeat(inner)}${right}`}</TextLine>
  );
  return (
    <>
      {edge('╭', '╮')}
      <Sides rows={1} width={inner}>
        <AddressBar page={lane.page} />
      </Sides>
      {edge('├', '┤')}
      <Sides rows={2} width={inner}>
        <Content lane={lane} width={inner} />
      </Sides>
      {edge('╰', '╯')}
    </>
  );
}

function Sides({
  rows,
  width,
  children,
}: {
  readonly rows: number;
  readonly width: number;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <Box height={rows}>
      <Wall rows={rows} />
      <Box flexDirection="column" width={width} height={rows} overflow="hidden">
        {children}
      </Box>
      <Wall rows={rows} />
    </Box>
  );
}

interface VictimPaneProps {
  readonly lane: LaneState;
  readonly width: number;
  readonly rows: number;
}

/** Cells of the word before the address, so that addresses stand under each other. */
const WORD = 12;

function AddressBar({ page }: { readonly page: PageShown | undefined }): ReactNode {
  if (page === undefined) return <TextLine as="muted">{`  ${'New tab'.padEnd(WORD)}  │`}</TextLine>;
  return (
    <TextLine>
      {' '}
      <Toned as={SECURITY_LOOKS[page.security]}> {SECURITY_WORDS[page.security].padEnd(WORD)} </Toned> │{' '}
      <Toned as="strong">{printable(page.url)}</Toned>
    </TextLine>
  );
}

function Content({ lane, width }: Omit<VictimPaneProps, 'rows'>): ReactNode {
  const { form, notSent, page } = lane;
  if (notSent !== undefined)
    return (
      <Box height={2} paddingLeft={2} overflow="hidden">
        <Toned as="warning">
          {printable(notSent.form)} not sent: {printable(notSent.reason)}
        </Toned>
      </Box>
    );
  if (form !== undefined && !isErrorOnly(page)) {
    return form.fields
      .filter((field) => field.type !== 'hidden')
      .slice(0, 2)
      .map((field) => <Field key={field.name} field={field} />);
  }
  if (page === undefined) return <TextLine as="muted">{'  no page is open'}</TextLine>;
  return (
    <Box height={2} paddingLeft={2} overflow="hidden">
      <Toned>
        {wrapWords(pageText(page), width - 3, 2)
          .join('\n')
          .replaceAll('\u00a0', ' ')}
      </Toned>
    </Box>
  );
}

/** Cells of a field's name. */
const NAME = 9;

function Field({ field }: { readonly field: FormField }): ReactNode {
  const name = cutToWidth(printable(field.name), NAME);
  const shown =
    field.type === 'password' ? '•'.repeat(Math.min(40, field.value.length)) : printable(field.value);
  return (
    <TextLine>
      {'  '}
      <Toned as="muted">{name + ' '.repeat(NAME - cellsOf(name))}</Toned> {shown}
    </TextLine>
  );
}

/** Whether the browser shows an error of its own. One that was clicked away leaves the page below its name. */
function isErrorOnly(page: PageShown | undefined): boolean {
  return page?.error !== undefined && page.status === 0;
}

function pageText(page: PageShown): string {
  if (isErrorOnly(page)) {
    const warns = page.security !== 'unreachable';
    return printable(`${warns ? 'a warning in place of the page: ' : ''}${page.error}`);
  }
  return held(printable(page.text === '' ? page.title : page.text));
}

/** Characters of what stands together on a row, such as `Balance 3,352.59`. */
const TOGETHER = 20;

/** A page's text whose short parts are not broken between their words. */
function held(text: string): string {
  const parts = text.split(' · ');
  return parts.map((part) => (part.length > TOGETHER ? part : part.replaceAll(' ', '\u00a0'))).join(' · ');
}
