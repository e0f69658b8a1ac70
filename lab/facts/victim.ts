import { listOf, optional } from './codec.ts';
import type { FactKind, FactOf } from './kind.ts';
import { outsideRefused, victimOpened } from './real-victim.ts';
import { certificateShown } from './shown-certificate.ts';
import { anyText, laneId, milliseconds, requestRead, responseRead, shortText } from './values.ts';
import type { LaneId, RequestRead, ResponseRead } from './values.ts';
import { CHAT_FACTS } from './victim-chat.ts';
import { DEED_FACTS } from './victim-deeds.ts';
import { PAGE_FACTS } from './victim-pages.ts';

export type * from './victim-chat.ts';
export type * from './victim-deeds.ts';
export type * from './victim-pages.ts';
export { filledText } from './victim-deeds.ts';
export { SECURITY_WORDS } from './victim-pages.ts';

/** A request with its response as the victim's browser made it; times in ms. */
export interface ExchangeMade {
  readonly type: 'exchange-made';
  readonly lane: LaneId;
  readonly request: RequestRead;
  readonly response: ResponseRead;
  /** ms from the start of the request to its first response byte, and to its last. */
  readonly waited: number;
  readonly took: number;
  /** The TLS version, where there was TLS: `TLSv1.3`. */
  readonly tls?: string;
  /** What was agreed on by ALPN, where that is not HTTP/1.1: `h2`. */
  readonly protocol?: string;
}

const exchangeMade: FactKind<ExchangeMade> = {
  type: 'exchange-made',
  fields: {
    lane: laneId,
    request: requestRead,
    response: responseRead,
    waited: milliseconds,
    took: milliseconds,
    tls: optional(shortText),
    protocol: optional(shortText),
  },
  often: 'any',
  by: 'victim',
  sentence: 'untold',
  brief: 'untold',
};

/** A browser that offered HTTP/2 by ALPN (RFC 7301) learned what the other side chose. */
export interface ProtocolAgreed {
  readonly type: 'protocol-agreed';
  readonly lane: LaneId;
  readonly host: string;
  readonly offered: readonly string[];
  readonly chosen: string;
}

const protocolAgreed: FactKind<ProtocolAgreed> = {
  type: 'protocol-agreed',
  fields: { lane: laneId, host: anyText, offered: listOf(shortText), chosen: shortText },
  often: 'any',
  by: 'victim',
  sentence: (fact) => {
    const { host, offered, chosen } = fact;
    const fellBack = chosen === offered[0] ? '' : '. Whoever answers there speaks nothing newer';
    return `offers ${offered.join(' and ')} to ${host}, and ${chosen} it is${fellBack}`;
  },
  brief: ({ offered, chosen }) =>
    chosen === offered[0] ? `agreed on ${chosen}` : `offered ${offered[0] ?? ''}, and got ${chosen}`,
};

/** A line of key log from the victim's TLS client (RFC 9850): what opens the recording for its owner. */
export interface TlsSecretLogged {
  readonly type: 'tls-secret-logged';
  readonly lane: LaneId;
  readonly line: string;
}

const tlsSecretLogged: FactKind<TlsSecretLogged> = {
  type: 'tls-secret-logged',
  fields: { lane: laneId, line: anyText },
  often: 'any',
  by: 'victim',
  sentence: 'untold',
  brief: 'untold',
};

/** What the victim and her browser do. */
export const VICTIM_FACTS = [
  victimOpened,
  outsideRefused,
  ...PAGE_FACTS,
  certificateShown,
  ...DEED_FACTS,
  ...CHAT_FACTS,
  exchangeMade,
  protocolAgreed,
  tlsSecretLogged,
] as const;

/** A fact of that family. */
export type VictimFact = FactOf<(typeof VICTIM_FACTS)[number]>;
