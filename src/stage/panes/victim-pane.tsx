import { Box } from 'ink';
import { memo } from 'react';
import type { ReactNode } from 'react';
import { victimTitle } from '../../../lab/facts/real-victim.ts';
import type { FormField, PageShown } from '../../../lab/facts/victim.ts';
import { printable } from '../../../lab/text/printable.ts';
import type { LaneState } from '../../views/stage/state.ts';
import { cellsOf, cutToWidth, firstFitting, wrapWords } from '../fit.ts';
import { barRowsIn, BrowserBar } from './address-bar.tsx';
import { Wall } from './frame.tsx';
import { TextLine, Toned } from '../text.tsx';

/** What the victim sees: the address bar, and the form or the page. `rows` rows of `width` cells: with seven or more, in a frame. */
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
      {framed ? <Framed lane={lane} width={width} rows={rows} /> : <Plain lane={lane} width={width} />}
    </Box>
  );
});

/** Her address bar and what is below it in three rows: two of them for the bar where it needs them and an error is all there is. */
function Plain({ lane, width }: Omit<VictimPaneProps, 'rows'>): ReactNode {
  const barRows = isErrorOnly(lane.page) ? barRowsIn(lane, width) : 1;
  return (
    <>
      <BrowserBar lane={lane} width={width} rows={barRows} />
      <Content lane={lane} width={width} rows={3 - barRows} />
    </>
  );
}

/** Rows of a browser whose address bar is one row. */
const BROWSER_ROWS = 7;

/** The same in a browser that looks like one, with two rows of content or more. */
function Framed({ lane, width, rows }: VictimPaneProps): ReactNode {
  const inner = width - 3;
  const barRows = rows > BROWSER_ROWS ? 2 : 1;
  // Beside her name, the bar and three edges.
  const content = rows - barRows - 4;
  const edge = (left: string, right: string): ReactNode => (
    <TextLine as="muted">{`${left}${'─'.repeat(inner)}${right}`}</TextLine>
  );
  return (
    <>
      {edge('╭', '╮')}
      <Sides rows={barRows} width={inner}>
        <BrowserBar lane={lane} width={inner} rows={barRows} />
      </Sides>
      {edge('├', '┤')}
      <Sides rows={content} width={inner}>
        <Content lane={lane} width={inner} rows={content} />
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

/** The form that she filled, or what the page says, in `rows` rows. */
export function Content({ lane, width, rows }: VictimPaneProps): ReactNode {
  const { form, notSent, page } = lane;
  if (notSent !== undefined)
    return (
      <Box height={rows} paddingLeft={2} overflow="hidden">
        <Toned as="warning">
          {printable(notSent.form)} not sent: {printable(notSent.reason)}
        </Toned>
      </Box>
    );
  if (form !== undefined && !isErrorOnly(page)) {
    return form.fields
      .filter((field) => field.type !== 'hidden')
      .slice(0, rows)
      .map((field) => <Field key={field.name} field={field} />);
  }
  if (page === undefined) return <TextLine as="muted">{'  no page is open'}</TextLine>;
  return (
    <Box height={rows} flexDirection="column" overflow="hidden">
      {wrapWords(firstFitting(rows * (width - 3), pageTexts(lane)), width - 3, rows).map((line, row) => (
        <TextLine key={row}>
          {'  '}
          {withoutEnds(line)}
        </TextLine>
      ))}
    </Box>
  );
}

/** A row of a page's text: the sign between two parts stands between them, not at a row's end. */
function withoutEnds(line: string): string {
  return line.replaceAll('\u00a0', ' ').replaceAll(/^· | ·$/g, '');
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

/** What a page says, the longest first: of an error its name alone may do. */
function pageTexts({ page, hungUp }: Pick<LaneState, 'page' | 'hungUp'>): readonly string[] {
  if (page === undefined) return [];
  if (isErrorOnly(page)) {
    const error = printable(page.error ?? '');
    if (hungUp === true) return [`the bank ended the connection: ${error}`, error];
    return page.security === 'unreachable' ? [error] : [`a warning in place of the page: ${error}`, error];
  }
  return [held(printable(page.text === '' ? page.title : page.text))];
}

/** Characters of what stands together on a row, such as `Balance 3,352.59`. */
const TOGETHER = 20;

/** A page's text whose short parts are not broken between their words. */
function held(text: string): string {
  const parts = text.split(' · ');
  return parts.map((part) => (part.length > TOGETHER ? part : part.replaceAll(' ', '\u00a0'))).join(' · ');
}
