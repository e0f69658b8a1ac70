import type { ReactNode } from 'react';
import { CLASS_LIMITS } from '../limits.ts';
import type { Refusal } from '../roster.ts';
import { classDocument } from './document.tsx';

/** What the door says to somebody who is not let in. */
export const REFUSED = {
  'no nickname': `Please choose a nickname of letters and digits, ${CLASS_LIMITS.nickname} at most.`,
  'wrong code': 'This is not the code. It stands at the top of the stage.',
  'name taken': 'Somebody has this nickname. If it is you, type your own code as well.',
  full: 'This class is full.',
  slow: 'Too many wrong codes came from here. Wait a minute.',
  gone: 'You are not in this class any more. You may come in again.',
} as const satisfies Record<Refusal | 'slow' | 'gone', string>;

/** The door of a class. */
export function joinPage({
  base,
  code = '',
  nickname = '',
  refused,
  clear,
}: {
  readonly base: string;
  readonly code?: string;
  readonly nickname?: string;
  readonly refused?: keyof typeof REFUSED | undefined;
  /** Whether what is typed goes over a network in clear. */
  readonly clear: boolean;
}): string {
  return classDocument(
    { title: 'Join the class', base },
    <main>
      <h1>Join the class</h1>
      {refused !== undefined && (
        <p role="alert" className="bad">
          {REFUSED[refused]}
        </p>
      )}
      <form method="post" action={`${base}/join`} className="door">
        <Field name="code" label="Code of the class" value={code} />
        <Field name="nickname" label="Nickname" value={nickname} />
        <Field name="own" label="Your own code, only if you come back" value="" />
        <button type="submit">Join</button>
      </form>
      {clear && <InClear />}
    </main>,
  );
}

function Field({
  name,
  label,
  value,
}: {
  readonly name: string;
  readonly label: string;
  readonly value: string;
}): ReactNode {
  return (
    <p>
      <label htmlFor={name}>{label}</label>
      <input
        id={name}
        name={name}
        defaultValue={value}
        maxLength={40}
        autoComplete="off"
        spellCheck={false}
      />
    </p>
  );
}

/** That this very page is what the lesson is about. */
export function InClear(): ReactNode {
  return (
    <p className="soft">
      <span className="warn">Plain HTTP.</span> This page is not encrypted: whoever is on the path reads your
      nickname and your votes, as the attacker of the lesson does.
    </p>
  );
}
