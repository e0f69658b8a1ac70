import type { FormField } from '../../lab/facts/facts.ts';
import type { Fact } from '../../lab/facts/session.ts';

/** A value that Alice cares for, by the name of what it is: `password`. Never empty. */
export interface SecretValue {
  readonly name: string;
  readonly value: string;
}

/** What something is called that she said in a chat. */
export const CHAT_MESSAGE = 'chat message';

/** The values that a fact makes known: one that the lab planted, one that a person typed, or what she typed, whoever made it up: a name, a password, a message. */
export function valuesOfFact(fact: Fact): readonly SecretValue[] {
  if (fact.type === 'secret-planted' || fact.type === 'secret-typed')
    return fact.value === '' ? [] : [{ name: fact.name, value: fact.value }];
  if (fact.type === 'chat-said') return fact.text === '' ? [] : [{ name: CHAT_MESSAGE, value: fact.text }];
  if (fact.type !== 'form-filled') return [];
  return fact.fields.flatMap((field) => {
    const name = typedAs(field);
    return name === undefined || field.value === '' ? [] : [{ name, value: field.value }];
  });
}

/** All of them, each once, in the order in which they became known. */
export function secretValues(facts: Iterable<Fact>): readonly SecretValue[] {
  const known: SecretValue[] = [];
  for (const fact of facts) known.push(...valuesOfFact(fact).filter((each) => !isAmong(each, known)));
  return known;
}

/** Whether a value is among those that are known. */
export function isAmong({ name, value }: SecretValue, known: readonly SecretValue[]): boolean {
  return known.some((each) => each.name === name && each.value === value);
}

function typedAs({ name, type }: FormField): string | undefined {
  if (type === 'password') return 'password';
  return name === 'user' ? 'user' : undefined;
}
