import { addressEdits } from './addresses.ts';
import type { AddressPlace } from './addresses.ts';
import { withoutPercents, withoutReferences, withoutScriptEscapes, withoutStyleEscapes } from './escapes.ts';
import { policyEdits } from './policies.ts';
import type { Edit, Spelled } from './spelled.ts';

/** Collects what the strip changes in one source, so that nobody is led to https on `name`. */
export class Changes {
  readonly name: string;
  readonly #links: Edit[] = [];
  readonly #policies: Edit[] = [];

  constructor(name: string) {
    this.name = name;
  }

  /** Takes the addresses in text without escapes. */
  addresses(spelled: Spelled, place: AddressPlace): void {
    for (const edit of addressEdits(spelled, place, this.name)) this.#links.push(edit);
  }

  /** Takes those in a script or in JSON, their escapes undone. */
  script(spelled: Spelled): void {
    this.addresses(withoutScriptEscapes(spelled), 'script');
  }

  /** Takes those in a style sheet. */
  style(spelled: Spelled): void {
    this.addresses(withoutStyleEscapes(spelled), 'list');
  }

  /** Takes those in prose, its character references undone. */
  prose(spelled: Spelled): void {
    this.addresses(withoutReferences(spelled, false), 'prose');
  }

  /** Takes an address that stands alone; one that is a text itself, such as `javascript:…`, is read as such. */
  url(spelled: Spelled): void {
    if (/^[\0- ]*(?:javascript|data):/i.test(spelled.text.replace(/[\t\n\r]/g, '')))
      this.script(withoutPercents(spelled));
    else this.addresses(spelled, 'url');
  }

  /** Takes what a policy says of TLS, and the addresses in it. */
  policy(spelled: Spelled): void {
    for (const edit of policyEdits(spelled, this.name)) this.#policies.push(edit);
    this.addresses(spelled, 'list');
  }

  /** The changes in order, of which none touches another, and how many are of which kind. */
  result(): { readonly edits: readonly Edit[]; readonly links: number; readonly policies: number } {
    const policies = new Set(this.#policies);
    const edits: Edit[] = [];
    let done = -1;
    for (const edit of [...this.#policies, ...this.#links].toSorted((a, b) => a.start - b.start)) {
      if (edit.start < done) continue;
      edits.push(edit);
      done = edit.end;
    }
    const stated = edits.filter((edit) => policies.has(edit)).length;
    return { edits, links: edits.length - stated, policies: stated };
  }
}
