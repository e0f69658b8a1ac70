import { socketScheme } from '../../../lab/facts/bank.ts';
import type { BankBooked } from '../../../lab/facts/facts.ts';
import { unfounded, verdict } from './kind.ts';
import type { ClaimKind } from './kind.ts';
import type { LaneView } from './lane-view.ts';

/** Other ways to say that a customer signed in, the customer in the first group. */
const SIGNED_IN =
  /^(?:the )?(?:bank )?(?:(?:let|allow|accept|admit|sign|log)(?:s|ed|ted|ged)? )?["']?([a-z][a-z0-9-]{0,31})["']? (?:(?:is|was|has|got|gets|can|could|to|be|let|came|comes) )*(?:in|(?:sign|log)(?:s|ed|ged)?[ -]?in)$/i;

/** Words that writers try for Alice. */
const ALICE = /^(?:she|her|he|him|they|victim|user|customer|client|somebody|someone)$/;

/** Another way to say that a transfer was booked, its receiver in the first group. */
const BOOKED = /\bbook.*\bto\s+["']?(\S(?:.{0,98}[^\s"'])?)["']?$/i;

/** What the bank's own log says. */
export const BANK: readonly ClaimKind[] = [
  {
    sentence: 'bank let <customer> in',
    values: ['alice'],
    open: { pattern: '(?!nobody$)[a-z][a-z0-9-]{0,31}', says: "another customer of the lane's bank" },
    tried: (sentence) => {
      const name = SIGNED_IN.exec(sentence)?.[1]?.toLowerCase();
      return name !== undefined && ALICE.test(name) ? 'alice' : name;
    },
    holds: "The bank's log says that this customer signed in.",
    check: (view, customer) => {
      const entry = booked(view, 'signed-in').find(({ user }) => user === customer);
      const text =
        entry === undefined
          ? `the bank's log has no sign-in of ${customer}`
          : `signed in over ${entry.scheme}`;
      return verdict(entry !== undefined, text);
    },
  },
  {
    sentence: 'bank let nobody in',
    holds: "Somebody tried to open a page, and the bank's log has no sign-in.",
    check: (view) => {
      if (view.of('page-shown').length === 0) return unfounded('nobody tried to open a page in this lane');
      const [entry] = booked(view, 'signed-in');
      const text = entry === undefined ? "the bank's log has no sign-in" : `${entry.user} signed in`;
      return verdict(entry === undefined, text);
    },
  },
  {
    sentence: 'bank booked a transfer to <receiver>',
    values: ['mallory', 'bob'],
    open: {
      pattern: String.raw`\S(?:.{0,98}\S)?`,
      says: 'another receiver that a form of the scenario names',
    },
    tried: (sentence) => BOOKED.exec(sentence)?.[1],
    holds: "The bank's log has a transfer to that receiver.",
    check: (view, receiver) => {
      const entries = booked(view, 'transfer-booked');
      const entry = entries.find((each) => each.receiver === receiver);
      const others = entries.map((each) => each.receiver).join(', ');
      const text =
        entry === undefined
          ? `the bank's log has no transfer to ${receiver}${others === '' ? '' : `, but to ${others}`}`
          : `${entry.amount} to ${receiver} over ${entry.scheme}`;
      return verdict(entry !== undefined, text);
    },
  },
  {
    sentence: 'bank booked nothing',
    holds: "The victim tried to send a transfer, and the bank's log has none.",
    check: (view) => {
      const tried = [...view.of('form-filled'), ...view.of('form-not-sent')];
      if (!tried.some(({ form }) => form === 'transfer'))
        return unfounded('nobody tried to send a transfer in this lane');
      const [entry] = booked(view, 'transfer-booked');
      const text =
        entry === undefined ? "the bank's log has no transfer" : `${entry.amount} to ${entry.receiver}`;
      return verdict(entry === undefined, text);
    },
  },
  {
    sentence: 'help desk got her message',
    holds: "The bank's log has what the victim said last in the help desk's chat.",
    check: (view) => {
      const said = view.last('chat-said');
      if (said === undefined) return unfounded('the victim said nothing in a chat of this lane');
      const got = view.of('help-desk-heard').find(({ text }) => text === said.text);
      const text =
        got === undefined ? "the bank's log has no such message" : `over ${socketScheme(got.scheme)}`;
      return verdict(got !== undefined, text);
    },
  },
  {
    sentence: 'bank saw <protocol>',
    values: ['http', 'https'],
    holds: 'Every request that the bank answered came that way, and there was at least one.',
    check: (view, protocol) => {
      const answers = view.of('bank-answered');
      if (answers.length === 0) return unfounded('the bank answered no request in this lane');
      const fit = answers.filter(({ scheme }) => scheme === protocol).length;
      return verdict(fit === answers.length, `${fit} of ${answers.length} requests came over ${protocol}`);
    },
  },
];

function booked(view: LaneView, event: BankBooked['event']): readonly BankBooked[] {
  return view.of('bank-booked').filter((entry) => entry.event === event);
}
