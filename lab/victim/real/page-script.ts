/**
 * What the lab knows of a page in a real browser: a script in a world of its own, which the page's own script neither
 * sees nor can change (CDP's isolated worlds, the sandboxes of WebDriver BiDi). It is text, since it runs elsewhere.
 *
 * `plainsight.describe()` says what is on the page; `fill` fills a form and says what will be sent, or why it cannot
 * be; `send` sends it and says whether the browser leaves the page for that; `follow` presses a link; `chat` says where the
 * page's chat goes, and `say` says something in it and waits for what is heard. A form that a
 * person sends is held until `letGo`, so that it is known before its first byte leaves.
 */
export const PAGE_SCRIPT = String.raw`(tell) => {
  if (globalThis.plainsight) return;
  const TEXT = 500, LINKS = 500, FIELDS = 200;
  const cut = (text, most = TEXT) => { const line = String(text ?? '').replace(/\s+/g, ' ').trim(); return line.length <= most ? line : line.slice(0, most - 1).trimEnd() + '\u2026'; };
  const label = (form) => form.getAttribute('id') || form.getAttribute('name') || '';
  const find = (wanted) => [...document.forms].find((form) => form.getAttribute('id') === wanted) ?? [...document.forms].find((form) => form.getAttribute('name') === wanted);
  const isButton = (control) => ['submit', 'image'].includes(control.type);
  const able = (form) => [...form.elements].filter((control) => !control.matches(':disabled') && !['FIELDSET', 'OBJECT', 'OUTPUT'].includes(control.tagName));
  const typeOf = (control) => control.tagName === 'INPUT' || control.tagName === 'BUTTON' ? control.type : control.tagName.toLowerCase();
  const fieldsOf = (form, pressed) => {
    const types = new Map(able(form).map((control) => [control.name, typeOf(control)]));
    return [...new FormData(form, pressed)].slice(0, FIELDS).map(([name, value]) => ({ name, type: types.get(name) ?? 'text', value: typeof value === 'string' ? value : value.name }));
  };
  const seen = (element) => element.checkVisibility?.() ?? true;
  const put = (control, value) => {
    const owner = control.tagName === 'SELECT' ? HTMLSelectElement : control.tagName === 'TEXTAREA' ? HTMLTextAreaElement : HTMLInputElement;
    Object.getOwnPropertyDescriptor(owner.prototype, 'value').set.call(control, value);
    for (const type of ['input', 'change']) control.dispatchEvent(new Event(type, { bubbles: true }));
    return control.value === value;
  };
  const quoted = (names) => names.length === 0 ? 'none' : names.slice(0, 20).map((name) => '"' + name.slice(0, 100) + '"').join(', ');
  const set = (form, name, value) => {
    const controls = able(form).filter((control) => control.name === name);
    const boxes = controls.filter((control) => ['checkbox', 'radio'].includes(control.type));
    if (boxes.length > 0) {
      const box = boxes.find((each) => each.value === value);
      if (box === undefined) return 'the field "' + name + '" offers no "' + value + '"';
      if (!box.checked) box.click();
      return undefined;
    }
    const control = controls.find((each) => !isButton(each));
    if (control === undefined) return undefined;
    if (control.type === 'file') return 'the field "' + name + '" takes a file';
    return put(control, value) ? undefined : 'the field "' + name + '" does not take "' + value + '"';
  };
  const press = (form, values) => able(form).find((control) => isButton(control) && values?.[control.name] === control.value) ?? able(form).find(isButton);
  let passing = false, held = [];
  const go = (form, pressed) => {
    let stays = false;
    const after = (event) => { stays = event.defaultPrevented; };
    addEventListener('submit', after);
    passing = true;
    try { form.requestSubmit(pressed); } finally { passing = false; removeEventListener('submit', after); }
    return !stays;
  };
  const heard = () => [...(document.querySelector('[role=log]')?.children ?? [])].map((each) => each.textContent).filter((line) => line.startsWith('Help desk: ')).map((line) => line.slice('Help desk: '.length));
  let filled;
  globalThis.plainsight = {
    describe: () => {
      const heading = document.querySelector('h1') ?? document.querySelector('h2,h3,h4,h5,h6');
      const messages = [...document.querySelectorAll('output,[role=alert],[role=status],.message,.notice,.error,.alert,.warning,.success')].filter(seen).slice(0, 50);
      const paragraphs = [...document.querySelectorAll('p')].filter(seen).slice(0, 50);
      const texts = new Set([heading, ...messages, ...paragraphs].filter(Boolean).map((each) => cut(each.innerText ?? each.textContent)).filter(Boolean));
      return { title: cut(document.title), text: cut(texts.size === 0 && document.contentType !== 'text/html' ? document.body?.innerText : [...texts].join(' \u00b7 ')), forms: [...document.forms].map(label).filter(Boolean).slice(0, 50) };
    },
    fill: (wanted, values) => {
      const form = find(wanted);
      if (form === undefined) { const has = [...document.forms].map(label).filter(Boolean).slice(0, 20).join(', '); return { reason: 'the page has no form "' + wanted + '"' + (has === '' ? '' : '; it has ' + has) }; }
      const names = [...new Set(able(form).map((control) => control.name).filter(Boolean))];
      const unknown = Object.keys(values).filter((name) => !names.includes(name));
      if (unknown.length > 0) return { reason: 'the form has no field ' + quoted(unknown) + '; it has ' + quoted(names) };
      for (const [name, value] of Object.entries(values)) { const reason = set(form, name, value); if (reason) return { reason }; }
      const pressed = press(form, values);
      if (!form.noValidate && !pressed?.formNoValidate) {
        const wrong = able(form).find((control) => control.willValidate && !control.validity.valid);
        if (wrong) return { reason: 'the field "' + wrong.name + '" is not as the page asks: ' + wrong.validationMessage };
      }
      filled = { form, pressed };
      return { form: wanted, fields: fieldsOf(form, pressed) };
    },
    send: () => go(filled.form, filled.pressed),
    letGo: (id) => { const waiting = held.find((each) => each.id === id); held = held.filter((each) => each.id !== id); if (waiting) { clearTimeout(waiting.late); go(waiting.form, waiting.pressed); } },
    chat: () => {
      const form = document.querySelector('form[data-socket]');
      return form === null ? {} : { url: (location.protocol === 'https:' ? 'wss:' : 'ws:') + '//' + location.host + form.dataset.socket };
    },
    say: (text) => {
      const form = document.querySelector('form[data-socket]'), before = heard().length;
      put(form.elements.namedItem('message'), text);
      go(form, press(form));
      return { before };
    },
    answer: (before) => ({ answer: heard()[before] ?? '' }),
    links: () => [...document.links].slice(0, LINKS).map((link) => ({ text: cut(link.innerText ?? link.textContent), url: link.href })),
    follow: (index) => document.links[index].click(),
  };
  let last = 0;
  addEventListener('submit', (event) => {
    const form = event.target;
    if (passing || !event.isTrusted || !(form instanceof HTMLFormElement)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const id = ++last;
    held.push({ id, form, pressed: event.submitter ?? undefined, late: setTimeout(() => globalThis.plainsight.letGo(id), 2000) });
    tell(JSON.stringify({ kind: 'sends', id, form: label(form), fields: fieldsOf(form, event.submitter ?? undefined) }));
  }, true);
}`;
