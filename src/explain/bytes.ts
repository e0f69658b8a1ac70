import { grouped } from '../../lab/text/count.ts';
import type { Span } from '../../lab/wire/span.ts';
import { SOURCES } from './sources/sources.ts';
import type { Field } from './field.ts';

/** A run of bytes that is shown as it stands; `why` is one sentence that says why it is not taken apart. */
export function bytesField({ offset, length }: Span, why: string): Field {
  return {
    label: 'bytes',
    offset,
    length,
    value: `${grouped(length)} bytes`,
    why: `${why} Whoever is on the path has them too.`,
    source: SOURCES.tcpStream,
  };
}
