import type { LabFact } from '../../facts/facts.ts';
import { rawHeaderValue } from '../leash/raw-headers.ts';
import type { NamedAttack, Situation } from './attack.ts';
import { flipBits } from './bit-flip.ts';
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
    if (
      exchange.method !== 'POST' ||
      !FORM.test(rawHeaderValue(exchange.requestHeaders, 'content-type') ?? '')
    )
      return;
    // The form that was waited for came in clear: no record is left to change.
    situation.disarm();
    redirectMoney(exchange, situation);
  },
  tunnel: ({ disarm, report }) =>
    flipBits(disarm, (flip) => report({ type: 'bytes-tampered', direction: 'to-bank', ...flip })),
} as const satisfies NamedAttack;

const FORM = /^application\/x-www-form-urlencoded\b/i;
const RECEIVER_FIELD = new RegExp(`(?<=^|&)${FIELD}=[^&]*`, 'g');

function isTransfer(fact: LabFact): boolean {
  return fact.type === 'form-filled' && fact.fields.some(({ name }) => name === FIELD);
}

function redirectMoney(exchange: InterceptedExchange, { report }: Situation): void {
  exchange.rewriteRequestBody((text) => {
    const before = new URLSearchParams(text).get(FIELD);
    const changed = text.replaceAll(RECEIVER_FIELD, `${FIELD}=${RECEIVER}`);
    if (before === null || changed === text) return text;
    report({ type: 'form-tampered', field: FIELD, before, after: RECEIVER });
    return changed;
  });
}
