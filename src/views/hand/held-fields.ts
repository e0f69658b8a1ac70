import type { HeldMessage } from '../../../lab/facts/facts.ts';
import { lengthText } from '../../../lab/facts/hold.ts';
import type { Field } from '../../explain/field.ts';
import { differences } from './difference.ts';
import type { BeforeAndAfter, HeldEntry } from './hand-log.ts';

/** What the attacker held, for the inspector: it has no bytes of its own on the connection, which carries what she sent or was sent. */
export function heldField(
  { held, kind, what, released }: HeldEntry,
  told: BeforeAndAfter | undefined,
): Field {
  const { before, after } = told ?? {};
  const ended = told?.released;
  const changes = before !== undefined && after !== undefined ? changesOf(before, after) : [];
  const how = {
    whole: 'let go as it came',
    edited: `let go edited${lengthText(ended?.length)}`,
    dropped: 'dropped',
    'victim-left': 'she left meanwhile',
    'lab-closed': 'the lab closed meanwhile',
  }[ended?.how ?? 'whole'];
  return bare(
    `held ${held} · ${what}`,
    ended === undefined || released === undefined ? 'in his hand now' : how,
    WHY[kind],
    changes,
  );
}

const WHY = {
  request:
    'The attacker stopped this request in his hand. The bytes above are what the victim sent; the bank got what he let go on, which is told here where it differs.',
  answer:
    'The attacker stopped this answer in his hand. It is told here where what he let go on to the victim differs from what the bank sent; the bytes above are what she got.',
  message: 'The attacker stopped this message in his hand. It is told here where what he let go on differs.',
} as const;

function changesOf(before: HeldMessage, after: HeldMessage): readonly Field[] {
  return differences(before, after).map(({ what, before: was, after: is }) =>
    bare(what, `${quoted(was)} → ${quoted(is)}`, WHY_CHANGED, [
      bare('before', was, 'What came into his hand.', []),
      bare('after', is, 'What he let go on.', []),
    ]),
  );
}

const WHY_CHANGED =
  'Nothing in plain HTTP says that it was changed: whoever gets it takes it for what was sent. Under TLS only whoever holds the keys of both sides can do this.';

function quoted(text: string): string {
  return text === '' ? 'nothing' : `“${text}”`;
}

function bare(label: string, value: string, why: string, children: readonly Field[]): Field {
  return {
    label,
    value,
    offset: 0,
    length: 0,
    ranges: [],
    why,
    source: '',
    ...(children.length > 0 && { children }),
  };
}
