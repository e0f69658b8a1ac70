import { grouped } from '../../lab/text/count.ts';
import { printable } from '../../lab/text/printable.ts';
import { cutText } from '../../lab/text/readable.ts';
import type { Span } from '../../lab/wire/span.ts';
import type { Field } from './field.ts';
import { SOURCES } from './sources/sources.ts';

/** Characters of a line that are shown as its value. */
const SHOWN = 200;

/** Explains a line of a protocol of text, such as SMTP. */
export function lineField(
  { offset, length }: Span,
  line: string,
  {
    title,
    asks,
    fromClient,
  }: { readonly title: string; readonly asks: boolean; readonly fromClient: boolean },
): Field {
  const why = asks
    ? `The victim asks for TLS on this connection. So far all was in clear, this line too: who sits on the path can answer that there is none, or take the line out.`
    : `A line of ${title} in clear, as the ${fromClient ? 'victim' : 'bank'} sent it. Anyone on the path reads it and can change it.`;
  return {
    label: fromClient ? 'command' : 'reply',
    offset,
    length,
    value: printable(cutText(line, SHOWN)),
    why,
    source: asks ? SOURCES.startTls : '',
  };
}

/** Explains the text of a mail. */
export function mailField({ offset, length }: Span): Field {
  return {
    label: 'mail',
    offset,
    length,
    value: `${grouped(length)} bytes`,
    why: 'The text of a mail, with its headers, in clear. Anyone on the path reads all of it.',
    source: '',
  };
}
