import { fillForm } from '../../../../lab/victim/forms/fill.ts';
import { submission } from '../../../../lab/victim/forms/submission.ts';
import { readPage } from '../../../../lab/victim/page.ts';

const PAGE = 'http://bank.test/account/?a=1#x';

/** What a browser sends for the page's first form: method, address and body, without the page's own origin; or why it sends nothing. */
export function sent(html: string, values: Readonly<Record<string, string>> = {}, encoding?: string): string {
  const [form] = readPage(html, PAGE, encoding).forms;
  if (form === undefined) throw new Error('no form');
  const filling = fillForm(form, values);
  if ('reason' in filling) return filling.reason;
  const { method, url, body } = submission(filling, new URL(PAGE));
  return `${method} ${url.href.replace('http://bank.test', '')} ${Buffer.from(body ?? []).toString()}`.trim();
}

/** The fields alone that a form of these controls sends. */
export function fields(controls: string, values: Readonly<Record<string, string>> = {}): string {
  const all = sent(`<form id=f method=post action=/s>${controls}</form>`, values);
  return all.startsWith('POST /s') ? all.slice('POST /s'.length).trim() : all;
}
