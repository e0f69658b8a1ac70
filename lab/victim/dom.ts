import {
  defaultTreeAdapter,
  html as names,
  Parser,
  type DefaultTreeAdapterMap,
  type TreeAdapter,
} from 'parse5';
import { LIMITS } from '../limits.ts';

/** A node of a page as parse5 makes it. */
export type Node = DefaultTreeAdapterMap['node'];
/** An element of a page as parse5 makes it. */
export type Element = DefaultTreeAdapterMap['element'];

class TooManyElements extends Error {}

/** The form that an element belongs to by where its tag stood, which in a table is not where it ends up (HTML, section 13.2.6.1). */
export type Owners = ReadonlyMap<Element, Element>;

/** What HTML makes: a document, and which of its controls the parser gave to which form. */
export interface Parsed {
  readonly document: DefaultTreeAdapterMap['document'];
  readonly owners: Owners;
}

/** Elements that a form may own. */
const OWNED = new Set(['button', 'fieldset', 'input', 'object', 'output', 'select', 'textarea']);

/**
 * The document that HTML makes, as far as `LIMITS.html` and `LIMITS.elements` go. Both are needed:
 * formatting elements that are never closed multiply (HTML, section 13.2.4.3). Throws nothing.
 */
export function parseHtml(html: string): Parsed {
  let room: number = LIMITS.elements;
  const owners = new Map<Element, Element>();
  const treeAdapter: TreeAdapter<DefaultTreeAdapterMap> = {
    ...defaultTreeAdapter,
    createElement: (...args: Parameters<typeof defaultTreeAdapter.createElement>): Element => {
      if (room-- === 0) throw new TooManyElements();
      return defaultTreeAdapter.createElement(...args);
    },
    onElementCreated: (element, { formElement, isInTemplate }) => {
      if (formElement !== null && !isInTemplate && OWNED.has(element.tagName))
        owners.set(element, formElement);
    },
  };
  const parser = new Parser<DefaultTreeAdapterMap>({ treeAdapter, scriptingEnabled: false });
  try {
    parser.tokenizer.write(html.slice(0, LIMITS.html), true);
  } catch (error) {
    if (!(error instanceof TooManyElements)) throw error;
  }
  return { document: parser.document, owners };
}

/** HTML elements in document order. With a stack of its own: hostile pages nest deeper than calls can. */
export function elementsOf(root: Node): Element[] {
  const elements: Element[] = [];
  const stack: Node[] = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if ('tagName' in node && node.namespaceURI === names.NS.HTML) elements.push(node);
    pushChildren(stack, node);
  }
  return elements;
}

/** The value of an attribute, or nothing where the element has none of that name. */
export function attribute(element: Element, name: string): string | undefined {
  return element.attrs.find((attr) => attr.name === name)?.value;
}

const UNSEEN = new Set(['head', 'script', 'select', 'style', 'template', 'textarea']);

/** Elements that do not part words. */
const INLINE = new Set(['a', 'abbr', 'b', 'bdi', 'code', 'em', 'i', 'mark', 'small', 'span', 'strong', 'u']);

/** What a person sees of an element: its text, white space folded, cut beyond `LIMITS.pageText` characters. */
export function textIn(root: Element): string {
  let text = '';
  const stack: Node[] = [];
  pushChildren(stack, root);
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (text.length > LIMITS.pageText) break;
    if ('value' in node) text = (text + node.value).replace(/\s+/g, ' ');
    if (!('tagName' in node)) continue;
    if (!INLINE.has(node.tagName)) text = `${text.trimEnd()} `;
    if (!UNSEEN.has(node.tagName) && attribute(node, 'hidden') === undefined) pushChildren(stack, node);
  }
  return folded(text);
}

/** All text in an element, as it stands in the HTML; script has none. */
export function rawText(root: Element): string {
  let text = '';
  const stack: Node[] = [];
  pushChildren(stack, root);
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if ('value' in node) text += node.value;
    if (!('tagName' in node) || node.tagName !== 'script') pushChildren(stack, node);
  }
  return text;
}

/** White space folded and at most `LIMITS.pageText` characters kept, as `page-shown` carries text. */
export function folded(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= LIMITS.pageText) return line;
  const whole = line.slice(0, LIMITS.pageText - 1).replace(/[\uD800-\uDBFF]$/, '');
  return `${whole.trimEnd()}…`;
}

/** Pushed from the last to the first, so that the first is taken off first. */
function pushChildren(stack: Node[], node: Node): void {
  if (!('childNodes' in node)) return;
  for (let i = node.childNodes.length - 1; i >= 0; i--) {
    const child = node.childNodes[i];
    if (child !== undefined) stack.push(child);
  }
}
