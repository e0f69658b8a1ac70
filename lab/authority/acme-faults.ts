import { isRecord } from '../facts/codec.ts';
import { LIMITS } from '../limits.ts';

/** A server of ACME said something that its client cannot go on with, or said nothing in time. */
export class AcmeFault extends Error {
  override readonly name: string = 'AcmeFault';
}

/** A server of ACME refused something, and said why in a problem document (RFC 8555, section 6.7). */
export class AcmeProblem extends AcmeFault {
  override readonly name = 'AcmeProblem';
  /** Its kind: `urn:ietf:params:acme:error:unauthorized`. Hostile text, like `detail`. */
  readonly type: string;
  readonly detail: string;
  /** The answer's status, where the problem was one; a problem of a challenge or an order has none. */
  readonly status: number | undefined;

  constructor(type: string, detail: string, status?: number) {
    super(detail === '' ? type : `${detail} (${type})`);
    this.type = type;
    this.detail = detail;
    this.status = status;
  }
}

/** What a server means by a problem document; nothing where it is none. Long words are cut. */
export function problemOf(value: unknown, status?: number): AcmeProblem | undefined {
  if (!isRecord(value)) return undefined;
  const { type = 'about:blank', detail = '' } = value;
  if (typeof type !== 'string' || typeof detail !== 'string') return undefined;
  return new AcmeProblem(type.slice(0, LIMITS.acmeProblem), detail.slice(0, LIMITS.acmeProblem), status);
}
