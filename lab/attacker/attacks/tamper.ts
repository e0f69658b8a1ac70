import type { LabFact } from '../../facts/facts.ts';

import { rawHeaderValue } from '../leash/raw-headers.ts';
import type { NamedAttack, Situation } from './attack.ts';
import { statedCharset } from '../strip/media-type.ts';
import { flipBits } from './bit-flip.ts';
import { withField } from './form-field.ts';
import type { InterceptedExchange } from './intercepted-exchange.ts';

/** The field that decides where money goes, and whom the attacker would have there. */
const FIELD = 'receiver';
const RECEIVER = 'mallory';

/**
 * Changes a transfer on its way. In clear, the form's receiver becomes the attacker, always. In TLS the
 * attacker cannot tell what it changes: once armed, it flips one bit in the next record that is large
 * enough for a request. A real attacker would go by the time and the size of records; the lab says when.
 */
export const tamper = {
  word: 'tamper',
  meaning: 'changes a transfer on its way',
  tls: 'tunnel',
  armedBy: isTransfer,
  request: (exchange, situation) => {
    const type = rawHeaderValue(exchange.requestHeaders, 'content-type') ?? '';
    if (exchange.method !== 'POST' || !FORM.test(type)) return;
    // The form that was waited for came in clear: no record is left to change.
    situation.disarm();
    if (URL_ENCODED.test(type)) redirectMoney(exchange, situation, statedCharset(type));
  },
  tunnel: ({ disarm, report }) =>
    flipBits(disarm, (flip) => report({ type: 'bytes-tampered', direction: 'to-bank', ...flip })),
} as const satisfies NamedAttack;

/** How a form may travel (HTML, section 4.10.22). In parts, its fields are left alone. */
const FORM = /^(?:application\/x-www-form-urlencoded|multipart\/form-data)[ \t]*(?:;|$)/i;
const URL_ENCODED = /^application\/x-www-form-urlencoded[ \t]*(?:;|$)/i;

function isTransfer(fact: LabFact): boolean {
  return fact.type === 'form-filled' && fact.fields.some(({ name }) => name === FIELD);
}

function redirectMoney(exchange: InterceptedExchange, { report }: Situation, charset?: string): void {
  exchange.rewriteRequestBody((text) => {
    const changed = withField(text, FIELD, RECEIVER, charset);
    if (changed === undefined) return text;
    report({ type: 'form-tampered', field: FIELD, before: changed.before, after: RECEIVER });
    return changed.body;
  });
}
