import { isSameSecret, makeCode, makeKey, readCode } from './codes.ts';
import { CLASS_LIMITS } from './limits.ts';

/** Somebody who follows. */
export interface ClassStudent {
  /** Counts from 1; what a teacher's page calls them. */
  readonly id: number;
  readonly nickname: string;
  /** What their devices show with each request. */
  readonly key: string;
  /** What they type to come back on another device. */
  readonly code: string;
}

/** Why somebody is not let in. */
export type Refusal = 'no nickname' | 'wrong code' | 'name taken' | 'full';

/** What is typed at the door. */
export interface Joining {
  readonly code: string;
  readonly nickname: string;
  /** Their own code, where they come back. */
  readonly own: string;
}

/** Who is in the class, by nickname: names are told to nobody but the teacher. */
export class Roster {
  readonly #byKey = new Map<string, ClassStudent>();
  #code = makeCode();
  #last = 0;

  /** What lets a class in. */
  get code(): string {
    return this.#code;
  }

  /** All who are in the class, first come first. */
  get students(): readonly ClassStudent[] {
    return [...this.#byKey.values()];
  }

  /** Whose key it is. */
  of(key: string | undefined): ClassStudent | undefined {
    return key === undefined ? undefined : this.#byKey.get(key);
  }

  /** Lets somebody in, or back in: by the class's code with a nickname that is free, or by their own code. */
  join({ code, nickname, own }: Joining): ClassStudent | Refusal {
    const name = nicknameOf(nickname);
    if (name === undefined) return 'no nickname';
    const known = this.students.find((each) => isSameName(each.nickname, name));
    if (own !== '' && known !== undefined && isSameSecret(readCode(own), known.code)) return known;
    if (own !== '' || !isSameSecret(readCode(code), this.#code)) return 'wrong code';
    if (known !== undefined) return 'name taken';
    if (this.#byKey.size >= CLASS_LIMITS.students) return 'full';
    this.#last += 1;
    return this.#admit({ id: this.#last, nickname: name, key: makeKey(), code: makeCode() });
  }

  /** Shows somebody out; gives who that was. The nickname is free again. */
  kick(id: number): ClassStudent | undefined {
    const student = this.students.find((each) => each.id === id);
    if (student !== undefined) this.#byKey.delete(student.key);
    return student;
  }

  /** Gives somebody who lost their code another; the devices that they are on stay. */
  newCodeFor(id: number): ClassStudent | undefined {
    const student = this.students.find((each) => each.id === id);
    return student && this.#admit({ ...student, code: makeCode() });
  }

  /** Gives the class another code; who is in stays in. */
  newCode(): void {
    this.#code = makeCode();
  }

  #admit(student: ClassStudent): ClassStudent {
    this.#byKey.set(student.key, student);
    return student;
  }
}

/** A nickname as it is shown, where it is one: letters, digits and a few signs of any language, and no control characters. */
export function nicknameOf(typed: string): string | undefined {
  const name = typed.normalize('NFC').trim().replaceAll(/\s+/g, ' ');
  if (!/^[\p{L}\p{M}\p{N} ._'-]+$/u.test(name) || !/[\p{L}\p{N}]/u.test(name)) return undefined;
  return Array.from(name).length <= CLASS_LIMITS.nickname ? name : undefined;
}

function isSameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
