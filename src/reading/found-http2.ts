import type { Direction } from '../../lab/wire/direction.ts';
import type { FieldSection, StreamBody } from '../../lab/wire/http2/frame.ts';
import { bytesIn, NO_BYTES } from '../../lab/wire/bytes.ts';
import { decodeContent } from '../../lab/wire/http/content.ts';
import { placeIn } from './body.ts';
import { messageValues, queryValues } from './found-bodies.ts';
import { credentialsIn } from './found-credentials.ts';
import type { FoundValue } from './found-value.ts';
import { placeInValue } from './http2-fields.ts';
import type { StreamPart } from './protocol.ts';

/** What a field section tells: the query of its path, cookies and credentials. A place in what is packed is that of the whole string. */
export function foundInSection(section: FieldSection): readonly FoundValue[] {
  const { lines } = section;
  const [method, path, status] = [':method', ':path', ':status'].map(
    (name) => lines.find((line) => line.name === name)?.value,
  );
  const asked = `${method ?? ''} ${path?.split('?', 1)[0] ?? ''}`.trim();
  const title = method === undefined ? (status === undefined ? 'trailers' : `answer ${status}`) : asked;
  return lines.flatMap((line) => {
    const { name, value } = line;
    const found = name === ':path' ? queryValues(value, 0) : credentialsIn(name, value, 0);
    return found.map(({ place, ...each }) => {
      const span = place === undefined ? undefined : placeInValue(section, line, place.offset, place.length);
      const where = name === ':path' ? `address of ${title}` : `${name} header of ${title}`;
      return { ...each, where, ...(span !== undefined && { place: span }) };
    });
  });
}

/** The fields of a message's content, with their places where it is neither coded nor in several frames. */
export function foundInContent(
  { stream: id, spans, codings, type, truncated }: StreamBody,
  direction: Direction,
  stream: StreamPart,
): readonly FoundValue[] {
  const content = bytesIn(spans, stream);
  const plain = codings.length === 0;
  const read = plain ? content : (decodeContent({ content, codings, truncated }).bytes ?? NO_BYTES);
  return messageValues(direction === 'to-bank' ? 'request' : 'response', type, read).map(
    ({ place, ...each }) => {
      const span =
        plain && place !== undefined ? placeIn(spans, place.offset, place.length)?.span : undefined;
      const what = direction === 'to-bank' ? 'form' : 'content';
      return { ...each, where: `${what} of stream ${id}`, ...(span !== undefined && { place: span }) };
    },
  );
}
