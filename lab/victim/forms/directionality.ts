import { attribute, rawText, type Element } from '../dom.ts';

/** Letters of scripts that are written from the right; the other letters are written from the left. */
const FROM_RIGHT =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Samaritan}\p{Script=Mandaic}\p{Script=Adlam}\p{Script=Hanifi_Rohingya}]/u;

/** The direction of a field that holds `value`, as `dirname` sends it (HTML, "the directionality of an element"). */
export function directionOf(field: Element, value: string): 'ltr' | 'rtl' {
  const own = attribute(field, 'dir')?.toLowerCase();
  if (own === 'ltr' || own === 'rtl') return own;
  if (own === 'auto') return written(value);
  return attribute(field, 'type')?.toLowerCase() === 'tel' ? 'ltr' : inherited(field);
}

function inherited(field: Element): 'ltr' | 'rtl' {
  for (let node = field.parentNode; node !== null && 'tagName' in node; node = node.parentNode) {
    const dir = attribute(node, 'dir')?.toLowerCase();
    if (dir === 'ltr' || dir === 'rtl') return dir;
    if (dir === 'auto' || node.tagName === 'bdi') return writtenIn(node);
  }
  return 'ltr';
}

const DIRECTIONS = new WeakMap<Element, 'ltr' | 'rtl'>();

/** Kept: a hostile page may put every field of many into one such element. */
function writtenIn(element: Element): 'ltr' | 'rtl' {
  const direction = DIRECTIONS.get(element) ?? written(rawText(element));
  DIRECTIONS.set(element, direction);
  return direction;
}

/** By its first letter: what is no letter has no direction of its own. */
function written(text: string): 'ltr' | 'rtl' {
  const [letter = ''] = /\p{L}/u.exec(text) ?? [];
  return FROM_RIGHT.test(letter) ? 'rtl' : 'ltr';
}
