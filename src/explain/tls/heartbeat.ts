import { counted, grouped } from '../../../lab/text/count.ts';

/** Bytes of padding that a heartbeat has at least, and of its type and length. RFC 6520 §4. */
const PADDING = 16;
const HEAD = 3;

/** What is said of a heartbeat in clear. */
export interface HeartbeatSaid {
  /** In a few words: `asks for 16,384 bytes and sends 0`. */
  readonly name: string;
  readonly why: string;
}

/** Explains the payload of a heartbeat in clear. One that asks for more than it brings is the attack called Heartbleed (CVE-2014-0160). */
export function heartbeatSaid(payload: Uint8Array): HeartbeatSaid {
  const [type, high, low] = payload;
  if (type === undefined || high === undefined || low === undefined)
    return { name: 'heartbeat', why: `A heartbeat that is too short to say anything. ${HOLE}` };
  const asked = (high << 8) | low;
  const brought = Math.max(0, payload.length - HEAD);
  const padded = Math.max(0, brought - PADDING);
  if (type === 1 && asked > brought)
    return {
      name: `heartbeat: Heartbleed, asks for ${grouped(asked)} bytes and sends ${grouped(brought)}`,
      why: `Heartbleed: this asks for ${counted(asked, 'byte')} back and brings ${grouped(brought)}. A bank with the hole fills the rest from its own memory: pages, passwords, keys. RFC 6520 has it dropped without an answer.`,
    };
  if (type === 2 && brought > LONG)
    return {
      name: `heartbeat answer: ${grouped(asked)} bytes`,
      why: `The answer to a heartbeat: ${counted(brought, 'byte')} come back in clear. If fewer were sent, the rest is out of the other side’s memory (Heartbleed): read the bytes.`,
    };
  const what = type === 1 ? 'asks for' : type === 2 ? 'gives back' : 'is of no known kind and has';
  return {
    name: 'heartbeat',
    why: `A heartbeat in clear: it ${what} ${counted(Math.min(asked, padded), 'byte')}. ${HOLE}`,
  };
}

/** Bytes of an answer that no ordinary heartbeat has: those are a few words long. */
const LONG = 1_024;
const HOLE =
  'Heartbeats say whether the other side is still there. The hole Heartbleed let a short one fetch more than it sent.';
