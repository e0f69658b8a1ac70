import test from 'ava';
import { parse } from 'parse5';
import type { DefaultTreeAdapterTypes } from 'parse5';
import { openClass } from '../../src/class/open-class.ts';
import { ask, joinClass } from '../../tools/support/class-device.ts';
import { RECORDED } from '../../tools/support/recorded-session.ts';
import { ToldLesson } from '../../tools/support/told-lesson.ts';

interface Element {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly text: string;
}

/** Every element of a page in order, with the text in it. */
function elementsOf(html: string): readonly Element[] {
  const elements: Element[] = [];
  const walk = (node: DefaultTreeAdapterTypes.ChildNode): string => {
    if ('value' in node) return node.value;
    if (!('childNodes' in node)) return '';
    const at = elements.length;
    const attributes = 'attrs' in node ? node.attrs.map(({ name, value }) => [name, value] as const) : [];
    elements.push({ name: node.nodeName, attributes: new Map(attributes), text: '' });
    const text = node.childNodes.map(walk).join('');
    elements[at] = { name: node.nodeName, attributes: new Map(attributes), text };
    return text;
  };
  for (const node of parse(html).childNodes) walk(node);
  return elements;
}

/** What of a page a person would miss who cannot see it. */
function missing(html: string): readonly string[] {
  const elements = elementsOf(html);
  const ids = elements.flatMap(({ attributes }) => attributes.get('id') ?? []);
  const labelled = new Set(
    elements.flatMap(({ name, attributes }) => (name === 'label' ? (attributes.get('for') ?? []) : [])),
  );
  const levels = elements.flatMap(({ name }) => (/^h[1-6]$/.test(name) ? [Number(name[1])] : []));
  const faults: string[] = [];
  for (const [at, id] of ids.entries()) if (ids.indexOf(id) !== at) faults.push(`id ${id} twice`);
  for (const { name, attributes, text } of elements) {
    const by = attributes.get('aria-labelledby');
    for (const id of by?.split(' ') ?? []) if (!ids.includes(id)) faults.push(`nothing is called ${id}`);
    const isField = (name === 'input' && attributes.get('type') !== 'hidden') || name === 'select';
    if (isField && !labelled.has(attributes.get('id') ?? ''))
      faults.push(`a field without a label: ${attributes.get('id')}`);
    if (name === 'button' && text.trim() === '') faults.push('a button without words');
    if ((name === 'svg' || name === 'meter') && by === undefined && !attributes.has('aria-label'))
      faults.push(`${name} without a name`);
    if (attributes.get('tabindex') === '0' && !attributes.has('aria-label'))
      faults.push('something to scroll without a name');
  }
  for (const [at, level] of levels.entries())
    if (level > (levels[at - 1] ?? 0) + 1)
      faults.push(`a heading of level ${level} after ${levels[at - 1] ?? 0}`);
  if (!elements.some(({ name, attributes }) => name === 'html' && attributes.get('lang') === 'en'))
    faults.push('no language');
  if (elements.filter(({ name }) => name === 'main').length !== 1) faults.push('not one main part');
  return faults;
}

test('the pages of a class have names, labels, headings in order and live regions at every point of a lesson', async (t) => {
  const room = await openClass({ host: '127.0.0.1', port: 0, teacherOnLan: false });
  t.teardown(room.close);
  const { classroom, port } = room;
  for (const path of ['/', '/?code=ABCDEF', '/?key=none', '/teacher'])
    t.deepEqual(missing((await ask(port, path)).text), [], path);
  const key = await joinClass(port, classroom.roster.code, 'Ann');
  const lesson = new ToldLesson(RECORDED);
  classroom.show(lesson);
  for (const point of ['step-started', 'question-asked', 'question-explained', undefined] as const) {
    lesson.tellTo(point);
    const earlier = [...(classroom.partsAt(0)?.entries() ?? [])];
    const { text } = await ask(port, `/?key=${key}`);
    const whole = earlier.reduce(
      (page, [id, html]) => page.replace(`<div id="${id}"></div>`, `<div id="${id}">${html}</div>`),
      text,
    );
    t.deepEqual(missing(whole), [], point ?? 'the end');
    t.regex(text, /<div id="said" aria-live="polite">[^]*<div id="question" aria-live="polite">/);
  }
  t.deepEqual(
    missing('<html lang="en"><main><h2>x</h2><input id="a"><button></button></main>').length,
    3,
    'what is wrong is found',
  );
});
