import type { ReactNode } from 'react';
import { SECURITY_WORDS } from '../../../lab/facts/victim.ts';
import { printable } from '../../../lab/text/printable.ts';
import type { LaneState } from '../../views/stage/state.ts';
import { cellsOf, cutToWidth } from '../fit.ts';
import { SECURITY_LOOKS } from '../theme.ts';
import { TextLine, Toned } from '../text.tsx';

/** Cells of the word before the address, so that addresses stand under each other. */
const WORD = 12;

/** What came of a page that did not, by how Chromium names it; any other could not be reached. */
const NO_PAGE: readonly (readonly [RegExp, string])[] = [
  [/^ERR_CONNECTION_(CLOSED|RESET|ABORTED)$|^ERR_EMPTY_RESPONSE$/, '✗ Connection ended'],
  [/^ERR_SSL_/, '✗ TLS ended'],
];

/** What the address bar says before the address: the browser's word, or what happened where no page came. */
export function addressWord({ page, hungUp }: Pick<LaneState, 'page' | 'hungUp'>): string {
  if (page === undefined) return 'New tab';
  if (page.security !== 'unreachable') return SECURITY_WORDS[page.security];
  if (hungUp === true) return '✗ Bank hung up';
  const { error = '' } = page;
  return NO_PAGE.find(([name]) => name.test(error))?.[1] ?? SECURITY_WORDS.unreachable;
}

/** Rows that her address bar takes in `width` cells, so that the whole address is seen. */
export function barRowsIn(lane: Pick<LaneState, 'page' | 'hungUp'>, width: number): 1 | 2 {
  const { page } = lane;
  if (page === undefined) return 1;
  return cellsOf(addressWord(lane)) + 1 + cellsOf(printable(page.url)) <= width ? 1 : 2;
}

/** Her address bar in `width` cells: a word and the address, in two rows where `rows` allows it and one does not hold both. */
export function BrowserBar({
  lane,
  width,
  rows,
}: {
  readonly lane: Pick<LaneState, 'page' | 'hungUp'>;
  readonly width: number;
  readonly rows: 1 | 2;
}): ReactNode {
  const { page } = lane;
  const word = addressWord(lane);
  if (page === undefined) return <TextLine as="muted">{`  ${word.padEnd(WORD)}  │`}</TextLine>;
  const look = SECURITY_LOOKS[page.security];
  const url = printable(page.url);
  const room = (taken: number): boolean => taken + cellsOf(url) <= width;
  if (room(WORD + 6) && cellsOf(word) <= WORD)
    return (
      <TextLine>
        {' '}
        <Toned as={look}> {word.padEnd(WORD)} </Toned> │ <Toned as="strong">{url}</Toned>
      </TextLine>
    );
  if (room(cellsOf(word) + 6))
    return (
      <TextLine>
        {' '}
        <Toned as={look}> {word} </Toned> │ <Toned as="strong">{url}</Toned>
      </TextLine>
    );
  if (rows === 1)
    return (
      <TextLine>
        <Toned as={look}>{word}</Toned> <Toned as="strong">{url}</Toned>
      </TextLine>
    );
  return (
    <>
      <TextLine>
        {' '}
        <Toned as={look}> {word} </Toned>
      </TextLine>
      <TextLine>
        {'  '}
        <Toned as="strong">{cutToWidth(url, width - 2)}</Toned>
      </TextLine>
    </>
  );
}
