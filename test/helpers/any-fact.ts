import * as fc from 'fast-check';
import { isRecord } from '../../lab/facts/codec.ts';
import type { Extent } from '../../lab/facts/codec.ts';
import { KNOWN_FACTS } from '../../lab/facts/session.ts';
import type { Fact, KnownFact } from '../../lab/facts/session.ts';

/** Every type of fact by its name, with what is known of it. */
export const TYPES: readonly (readonly [type: string, known: KnownFact])[] = [...KNOWN_FACTS];

/** Any fact of a type as JSON holds it, within what its codec takes. */
export function anyJson(type: string, { codec }: KnownFact): fc.Arbitrary<object> {
  return valueOf(codec.takes).map((value) => ({ ...(isRecord(value) ? value : {}), type }));
}

/** Any fact of a type. */
export function anyFact(type: string, known: KnownFact): fc.Arbitrary<Fact> {
  return anyJson(type, known).map((json) => known.codec.read(json));
}

const words = fc.string({ unit: 'binary', maxLength: 12 });

function valueOf(extent: Extent): fc.Arbitrary<unknown> {
  switch (extent.of) {
    case 'text':
      return words;
    case 'bytes':
      return fc
        .uint8Array({ minLength: 1, maxLength: 40 })
        .map((bytes) => Buffer.from(bytes).toString('base64'));
    case 'number':
      return fc.double({ min: extent.least, max: extent.most, noNaN: true }).map((n) => (n === 0 ? 0 : n));
    case 'whole':
      return fc.integer({ min: extent.least, max: extent.most });
    case 'word':
      return fc.constantFrom(...extent.words);
    case 'truth':
      return fc.boolean();
    case 'settings':
      return fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.oneof(words, fc.boolean(), fc.array(words)));
    case 'list':
      return fc.array(valueOf(extent.item), { maxLength: Math.min(extent.most, 4) });
    case 'pair':
      return fc.tuple(valueOf(extent.item), valueOf(extent.item));
    case 'object': {
      const fields = Object.entries(extent.fields);
      return fc.record(Object.fromEntries(fields.map(([key, field]) => [key, valueOf(field)])), {
        requiredKeys: fields.filter(([, field]) => !field.optional).map(([key]) => key),
      });
    }
  }
}
