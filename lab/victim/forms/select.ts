import { attribute, rawText, type Element, type Node } from '../dom.ts';

/** One option of a `select`. */
export interface Option {
  readonly value: string;
  readonly selected: boolean;
  /** It may be selected by the page, yet is never sent. */
  readonly disabled: boolean;
  /** It only says "choose one" (HTML, "placeholder label option"). */
  readonly placeholder: boolean;
}

/**
 * The options of a `select` as a browser shows them at first (HTML, section 4.10.7): where one can be
 * chosen, it is the last that the page marks; a menu without a mark shows the first that can be chosen.
 */
export function readOptions(select: Element): readonly Option[] {
  const elements = optionsIn(select);
  const multiple = attribute(select, 'multiple') !== undefined;
  const menu = !multiple && !isList(attribute(select, 'size'));
  const marked = elements.map((option) => attribute(option, 'selected') !== undefined);
  const shown = marked.lastIndexOf(true);
  const only = shown === -1 && menu ? elements.findIndex((option) => !isDisabled(option)) : shown;
  return elements.map((option, index) => {
    const value = attribute(option, 'value') ?? optionText(option);
    return {
      value,
      selected: multiple ? marked[index] === true : index === only,
      disabled: isDisabled(option),
      placeholder: menu && index === 0 && value === '' && option.parentNode === select,
    };
  });
}

/** The options with one selected and no other: the first of that value which can be chosen. */
export function choose(options: readonly Option[], value: string): readonly Option[] {
  const chosen = options.find((option) => option.value === value && !option.disabled);
  return options.map((option) => ({ ...option, selected: option === chosen }));
}

/** A `size` of 2 and more makes a list, which may have nothing chosen. */
function isList(size: string | undefined): boolean {
  return Number(/^[\t\n\f\r ]*\+?(\d+)/.exec(size ?? '')?.[1] ?? 1) > 1;
}

function isDisabled(option: Element): boolean {
  if (attribute(option, 'disabled') !== undefined) return true;
  const group = option.parentNode;
  if (group === null || !('tagName' in group) || group.tagName !== 'optgroup') return false;
  return attribute(group, 'disabled') !== undefined;
}

/** An option's text with its white space folded (HTML, "strip and collapse ASCII whitespace"). */
function optionText(option: Element): string {
  const folded = rawText(option).replace(/[\t\n\f\r ]+/g, ' ');
  return folded.replace(/^ | $/g, '');
}

function optionsIn(select: Element): Element[] {
  const options: Element[] = [];
  const stack: Node[] = select.childNodes.toReversed();
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (!('tagName' in node)) continue;
    if (node.tagName === 'option') options.push(node);
    else for (const child of node.childNodes.toReversed()) stack.push(child);
  }
  return options;
}
