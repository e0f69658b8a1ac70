/** One place in a document: a section, with its heading or words of it. */
export interface SectionCited {
  readonly document: string;
  readonly section: string;
  readonly heading: string;
}

/** A place, or a document as a whole by its name. */
export type Cited = SectionCited | string;

/** Makes the places of one document. */
export const placesIn =
  (document: string) =>
  (section: string, heading: string): SectionCited => ({ document, section, heading });

/** `RFC 9112 §6, §7.1`: a document is named once where its sections follow each other. */
export function written(cited: readonly Cited[]): string {
  let document = '';
  const parts = cited.map((one) => {
    if (typeof one === 'string') return one;
    const part = one.document === document ? `§${one.section}` : `${one.document} §${one.section}`;
    document = one.document;
    return part;
  });
  return parts.join(', ');
}
