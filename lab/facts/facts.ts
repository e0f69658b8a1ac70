/**
 * What can happen in the lab, as data. Facts are past tense, kebab-case and serialisable; bytes are
 * `Uint8Array` here and base64 where a session is written as JSON. The session adds `at`. Each family
 * has a file, where a fact's type, its codec, how often it may come and its words stand together.
 */

import type { AuthorityFact } from './authority.ts';
import type { BankFact } from './bank.ts';
import type { HoldFact } from './hold.ts';
import type { InterceptorFact } from './interceptor.ts';
import type { LaneSetUpFact } from './lane.ts';
import type { TapFact } from './tap.ts';
import type { ThiefFact } from './thief.ts';
import type { VictimFact } from './victim.ts';

export type * from './authority.ts';
export type * from './bank.ts';
export type * from './hold.ts';
export type * from './interceptor.ts';
export type * from './lane.ts';
export type * from './real-victim.ts';
export type * from './shown-certificate.ts';
export type * from './tap.ts';
export type * from './thief.ts';
export type * from './values.ts';
export type * from './victim.ts';

/** Everything that the lab can say. The session stamps `at` on it. */
export type LabFact =
  | LaneSetUpFact
  | VictimFact
  | TapFact
  | InterceptorFact
  | HoldFact
  | ThiefFact
  | BankFact
  | AuthorityFact;

/** Where the lab says what happened. Never throws; called synchronously, in the order of events. */
export type Emit = (fact: LabFact) => void;
