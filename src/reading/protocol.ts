import type { ConnectionId } from '../../lab/facts/facts.ts';
import type { Direction } from '../../lab/wire/direction.ts';
import type { DecodedContent } from '../../lab/wire/http/content.ts';
import type { HttpMessage } from '../../lab/wire/http/message.ts';
import type { Span } from '../../lab/wire/span.ts';
import type { RecordRead } from '../../lab/wire/tls/stream.ts';
import type { Field } from '../explain/field.ts';
import type { FoundValue } from './found-value.ts';
import type { Patch } from './stars.ts';

/**
 * What a unit is to an onlooker: a message in clear, a TLS handshake in clear, an alert in clear, something
 * sealed, or bytes that nothing here reads.
 */
export type UnitKind = 'message' | 'handshake' | 'alert' | 'sealed' | 'bytes';

/** Bytes that a unit carries otherwise than they stand on the wire: chunked, coded, masked, or in several pieces. */
export interface Carried extends DecodedContent {
  /** What they are, for a person; `number` counts the units of its noun in its direction from 1: `body of response 2, gzip`. */
  readonly name: (number: number) => string;
  /** Where a stretch of them lies on the wire in one piece, if it does; `how` says where its bytes are other ones there. */
  readonly place: (at: number, length: number) => { readonly span: Span; readonly how?: string } | undefined;
  /** What stands on the wire when a stretch of them is left out: stars for it, or for all that is packed with it. */
  readonly hidden: (at: number, length: number) => readonly Patch[];
}

/** A line of what a unit says: a name and a text. Hostile text, not yet safe for a terminal; `span` is where it stands. */
export interface UnitLine {
  readonly name: string;
  readonly text: string;
  readonly span?: Span;
}

/** Bytes of a direction; `offset` is where the first of them stands. */
export interface StreamPart {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** One thing that one side said, as its protocol counts them: a TLS record, an HTTP message, a run of bytes. */
export interface UnitRead extends Span {
  /** Id of its protocol; `bytes` where none is known. */
  readonly protocol: string;
  /** What such a thing is called: `record`, `request`, `run`. */
  readonly noun: string;
  readonly kind: UnitKind;
  /** What it is, whole: `ClientHello for bank.test`. Hostile text, not yet safe for a terminal. */
  readonly name: string;
  /** The same in a few words, with its protocol where that is not plain: `TLS 1.3 · ClientHello`. Safe for a terminal. */
  readonly label: string;
  /** Whether an onlooker cannot read what it carries: only its size shows. */
  readonly sealed: boolean;
  /** Whether its end has come. */
  readonly complete: boolean;
  /** The message, for HTTP, without its body's bytes. */
  readonly http?: () => HttpMessage;
  /** What it carries in other bytes than those of the wire, each unpacked to at most `limit` bytes: fields and content, where one frame ends both. */
  readonly carried?: (stream: StreamPart, limit: number) => readonly Carried[];
  /** Its own bytes, or a beginning of them, with a mask taken off: each stays in its place. */
  readonly unmask?: (bytes: Uint8Array) => Uint8Array;
  /** What it says line by line, where its bytes alone do not show it. */
  readonly lines?: () => readonly UnitLine[];
  /** The record, for TLS. */
  readonly tls?: RecordRead;
  /** What it tells by the names of its fields, where it is no message of HTTP/1; places count in its stream. */
  readonly told?: (stream: StreamPart) => readonly FoundValue[];
  /** Takes it apart, field by field, with what is known of its connection by now. */
  readonly explain: (around: Around) => Field;
}

/** A unit with its place on the path. */
export interface Unit extends UnitRead {
  readonly connection: ConnectionId;
  readonly direction: Direction;
  /** Its first bytes, at most UNIT_BYTES. */
  readonly bytes: Uint8Array;
  /** When its first byte passed, and its last so far: ms since the session began. */
  readonly at: number;
  readonly until: number;
  /** Number of the fact that brought its first byte, as whoever reads counts them. */
  readonly order: number;
  /** Counts the turns of a connection from 1: a turn is what goes one way before anything comes back. */
  readonly turn: number;
}

/** What a unit is explained with. */
export interface Around {
  /** Bytes of its direction in which it lies; `offset` is where the first of them stands. */
  readonly stream: StreamPart;
  /** Its direction as its protocol has read it by now, and the opposite one. */
  readonly own: StreamReader | undefined;
  readonly other: StreamReader | undefined;
}

/** Why bytes are in no unit of a protocol, in one sentence. It may depend on what the other side says. */
export type Why = (around: Pick<Around, 'own' | 'other'>) => string;

/** What came of the next bytes of a direction. */
export interface Fed {
  readonly reader: StreamReader;
  /** Units that came to their end, then the one that is open, as far as it has come. */
  readonly units: readonly UnitRead[];
  /** Where the unit begins whose end has not come. */
  readonly open?: number;
  /** Why the bytes from `open` on are in no unit yet, where they are in none. */
  readonly waits?: Why;
  /** What they begin, where that is known: it stands for them while its end has not come. */
  readonly begun?: UnitRead;
  /** Where the protocol ends; `again` says that another may follow, `next` which one it hands over to. */
  readonly lost?: {
    readonly offset: number;
    readonly why: Why;
    readonly again: boolean;
    readonly next?: string;
  };
}

/** How far a protocol has read one direction. Never changed in place: an earlier one stays good. */
export interface StreamReader {
  readonly protocol: string;
  /** About how many bytes of memory it keeps. */
  readonly weight: number;
  /** Takes the next bytes; `other` is the opposite direction in the same protocol. Never throws. */
  feed(bytes: Uint8Array, other: StreamReader | undefined): Fed;
  /** Hears that the connection has ended in order. */
  end(): Fed;
}

/** What is known of a direction when its first bytes are looked at. */
export interface Beginning {
  readonly direction: Direction;
  /** Protocol of the opposite direction, where it is known. */
  readonly other?: string;
  /** Where the connection leads: `bank.test:443`. */
  readonly logical?: string;
  /** What carries it, where that is not TCP. */
  readonly transport?: 'udp';
  /** What the protocol before has handed over to: `websocket`. */
  readonly follows?: string;
}

/** A protocol that the lab reads on the wire: its entry among PROTOCOLS. */
export interface Protocol {
  readonly id: string;
  /** As people write it: `TLS`. */
  readonly title: string;
  /** Whether a direction that begins with these bytes speaks it; undefined where more bytes must tell. */
  readonly begins: (head: Uint8Array, beginning: Beginning) => boolean | undefined;
  /** A reader for a direction whose first byte stands at `offset`; `past` read it before, in the same protocol. */
  readonly start: (direction: Direction, offset: number, past?: StreamReader) => StreamReader;
}
