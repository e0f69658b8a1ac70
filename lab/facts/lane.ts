import { oneOf, settingsObject } from './codec.ts';
import type { FactKind, FactOf } from './kind.ts';
import { laneId, shortText, tcpPort, anyText } from './values.ts';
import type { LaneId, LogicalAddress } from './values.ts';

/** A socket of the lab began to listen. `logical` is what the lab's world calls it. */
export interface ListenerOpened {
  readonly type: 'listener-opened';
  readonly lane: LaneId;
  readonly role: 'bank-http' | 'bank-https' | 'bank-mysql' | 'tap' | 'interceptor';
  readonly address: string;
  readonly port: number;
  readonly logical: LogicalAddress;
}

const listenerOpened: FactKind<ListenerOpened> = {
  type: 'listener-opened',
  fields: {
    lane: laneId,
    role: oneOf('bank-http', 'bank-https', 'bank-mysql', 'tap', 'interceptor'),
    address: shortText,
    port: tcpPort,
    logical: anyText,
  },
  often: 'bounded',
  by: 'lab',
  sentence: (fact) =>
    fact.role === 'tap' ? `tap on ${fact.address}:${fact.port} standing in for ${fact.logical}` : [],
  brief: 'untold',
};

/** A lane stands ready: victim, attacker and bank, with the settings that it runs under. */
export interface LaneOpened {
  readonly type: 'lane-opened';
  readonly lane: LaneId;
  readonly title: string;
  readonly url: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

const laneOpened: FactKind<LaneOpened> = {
  type: 'lane-opened',
  fields: { lane: laneId, title: anyText, url: anyText, settings: settingsObject },
  often: 'bounded',
  by: 'lab',
  sentence: ({ title, url }) => `${title}, ${url}`,
  brief: 'untold',
};

/** A value that the lab made up for this run and will look for in what was captured. */
export interface SecretPlanted {
  readonly type: 'secret-planted';
  readonly lane: LaneId;
  readonly name: string;
  readonly value: string;
}

const secretPlanted: FactKind<SecretPlanted> = {
  type: 'secret-planted',
  fields: { lane: laneId, name: shortText, value: anyText },
  often: 'bounded',
  by: 'lab',
  sentence: 'untold',
  brief: 'untold',
};

/** A value that a person typed into a form of the bank's, and that is theirs: it is looked for as a planted one, and exports leave it out. */
export interface SecretTyped {
  readonly type: 'secret-typed';
  readonly lane: LaneId;
  readonly name: string;
  readonly value: string;
  /** Who told the lab: the browser that it was typed into, or the bank that it came to. */
  readonly toldBy: 'browser' | 'bank';
}

const secretTyped: FactKind<SecretTyped> = {
  type: 'secret-typed',
  fields: { lane: laneId, name: shortText, value: anyText, toldBy: oneOf('browser', 'bank') },
  often: 'any',
  by: 'victim',
  sentence: ({ name, value }) => `typed a ${name} of their own, ${value.length} characters long`,
  brief: 'untold',
};

/** People may come with clients of their own: where the lab's SOCKS door is, and the file of the authority that good certificates come from. */
export interface ClientsInvited {
  readonly type: 'clients-invited';
  readonly lane: LaneId;
  /** `127.0.0.1:41080`: a SOCKS 5 server that knows the lab's names and nothing else (RFC 1928). */
  readonly socks: string;
  /** Path of a PEM file, which goes with the lab. */
  readonly authority: string;
}

const clientsInvited: FactKind<ClientsInvited> = {
  type: 'clients-invited',
  fields: { lane: laneId, socks: shortText, authority: anyText },
  often: 'bounded',
  by: 'lab',
  sentence: ({ socks, authority }) => [
    'come with a client of your own:',
    ...invitation({ socks, authority }).map((line) => `  ${line}`),
  ],
  brief: 'untold',
};

/** How clients of people's own reach the bank, a line each. */
export function invitation({
  socks,
  authority,
}: Pick<ClientsInvited, 'socks' | 'authority'>): readonly string[] {
  return [
    `curl --socks5-hostname ${socks} http://bank.test/login`,
    `curl --socks5-hostname ${socks} --cacert ${authority} https://bank.test/login`,
    `other clients: SOCKS5 at ${socks}, names asked for there; authority in ${authority}`,
  ];
}

/** What is said of a lane before anything happens in it. */
export const LANE_FACTS = [listenerOpened, laneOpened, secretPlanted, secretTyped, clientsInvited] as const;

/** A fact of that family. */
export type LaneSetUpFact = FactOf<(typeof LANE_FACTS)[number]>;
