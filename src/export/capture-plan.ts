import type { ConnectionOpened, LaneId } from '../../lab/facts/facts.ts';
import type { Fact, SessionOpened } from '../../lab/facts/session.ts';
import { keylogLine } from './keylog.ts';

/** Lanes that a capture file holds; each has an address of its own, and the rest is left out. */
const LANES_LIMIT = 200;

/** Lines of the victims' key log that a capture file holds; a run logs about five a connection. */
export const SECRETS_LIMIT = 100_000;

/** Names that a capture file gives to one lane's bank. */
const NAMES_LIMIT = 8;
const NAME = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/i;

/** A machine of a lane as its packets show it. */
export interface Machine {
  readonly mac: Uint8Array;
  readonly ip: Uint8Array;
}

/** A lane of the capture: an interface with a victim, a bank and other clients that have made-up addresses. */
export interface CaptureLane {
  /** The interface's number in the file, from 0. */
  readonly index: number;
  readonly id: LaneId;
  readonly title: string;
  /** The port of the lane's page, for a connection of which the session does not say to where it went. */
  readonly port: number;
  readonly victim: Machine;
  readonly bank: Machine;
  /** Where strangers' connections come from, and those of a certificate authority. */
  readonly stranger: Machine;
  readonly authority: Machine;
  /** What the victim calls the bank: `bank.test`. */
  readonly names: readonly string[];
}

/** What must be known before the first packet is written. */
export interface CapturePlan {
  readonly opened: SessionOpened | undefined;
  readonly lanes: ReadonlyMap<LaneId, CaptureLane>;
  /** The victims' TLS secrets as lines of an NSS key log. */
  readonly secrets: readonly string[];
  /** What is left out because it goes beyond a limit. */
  readonly full: { readonly lanes: boolean; readonly secrets: boolean };
}

/**
 * Gives every lane of a session its interface and addresses, which depend on its place among the lanes only,
 * and finds the secrets, which stand before the packets that they open. Goes through the facts once.
 */
export function planCapture(facts: Iterable<Fact>): CapturePlan {
  const lanes = new Map<LaneId, CaptureLane & { readonly names: string[] }>();
  let opened: SessionOpened | undefined;
  const secrets: string[] = [];
  const full = { lanes: false, secrets: false };

  const add = (id: LaneId, title: string, url: string): void => {
    if (lanes.has(id)) return;
    if (lanes.size >= LANES_LIMIT) {
      full.lanes = true;
      return;
    }
    const index = lanes.size;
    lanes.set(id, { index, id, title, port: portOf(url), ...machines(index), names: [] });
  };
  for (const fact of facts) {
    switch (fact.type) {
      case 'session-opened':
        opened ??= fact;
        for (const { id, title, url } of fact.lanes) add(id, title, url);
        break;
      case 'lane-opened':
        add(fact.lane, fact.title, fact.url);
        break;
      case 'connection-opened': {
        add(fact.lane, fact.lane, '');
        const names = lanes.get(fact.lane)?.names;
        const name = logicalName(fact);
        if (names !== undefined && NAME.test(name) && !names.includes(name) && names.length < NAMES_LIMIT) {
          names.push(name);
        }
        break;
      }
      case 'tls-secret-logged': {
        const line = keylogLine(fact);
        if (line === undefined) break;
        if (secrets.length < SECRETS_LIMIT) secrets.push(line);
        else full.secrets = true;
        break;
      }
      case 'segment-captured':
        add(fact.lane, fact.lane, '');
        break;
      default:
    }
  }
  return { opened, lanes, secrets, full };
}

/** The port in `name:port`; undefined where there is none from 1 to 65535. */
export function portIn(address: string): number | undefined {
  const port = Number(/:(\d{1,5})$/.exec(address)?.[1] ?? 0);
  return port >= 1 && port <= 0xffff ? port : undefined;
}

/** Addresses for documentation (RFC 5737), and locally administered MACs (IEEE 802, bit 2 of the first byte). */
function machines(index: number): Pick<CaptureLane, 'victim' | 'bank' | 'stranger' | 'authority'> {
  return {
    victim: { mac: Uint8Array.of(2, 0, 0, 0, index, 1), ip: Uint8Array.of(192, 0, 2, index + 10) },
    bank: { mac: Uint8Array.of(2, 0, 0, 0, index, 2), ip: Uint8Array.of(198, 51, 100, index + 10) },
    stranger: { mac: Uint8Array.of(2, 0, 0, 0, index, 3), ip: Uint8Array.of(203, 0, 113, index + 10) },
    authority: { mac: Uint8Array.of(2, 0, 0, 0, index, 4), ip: Uint8Array.of(203, 0, 113, index + 130) },
  };
}

function logicalName({ logical }: ConnectionOpened): string {
  return logical.slice(0, logical.lastIndexOf(':'));
}

function portOf(url: string): number {
  const parsed = URL.parse(url);
  if (parsed !== null && parsed.port !== '') return Number(parsed.port) || 80;
  return parsed?.protocol === 'https:' ? 443 : 80;
}
