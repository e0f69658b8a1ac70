import { clientNote, otherClientOf } from '../../lab/facts/values.ts';
import type { ConnectionId, ConnectionOpened, LaneId, SegmentCaptured } from '../../lab/facts/facts.ts';
import type { Fact, StepStarted } from '../../lab/facts/session.ts';
import { planCapture, portIn, SECRETS_LIMIT } from './capture-plan.ts';
import type { CaptureLane, CapturePlan } from './capture-plan.ts';
import { TcpConversation, UdpConversation } from './conversation.ts';
import type { CommentedPacket, PacketConversation } from './conversation.ts';
import { neutral } from '../../lab/text/neutral.ts';
import { printableStart } from '../../lab/text/printable.ts';
import { endOfAddress } from './own-addresses.ts';
import { ethernetFrame } from './packets.ts';
import type { PacketEndpoint } from './packets.ts';
import { interfaceBlock, namesBlock, packetBlock, secretsBlock, sectionBlock } from './pcapng-blocks.ts';
import { Ports } from './ports.ts';

/** Lines of key log in one Decryption Secrets Block: readers bound the length of a block. */
const SECRETS_IN_BLOCK = 1_000;
/** Characters of hostile text in a name, and in a comment. */
const NAME_LIMIT = 100;
const COMMENT_LIMIT = 400;
const REBUILT_OWN =
  'Payload, order, times, addresses and ports are as they were captured. Ethernet, IP and TCP headers are ' +
  'rebuilt around them: MAC addresses, sequence numbers and acknowledgments are made up.';
const REBUILT =
  'Payload, order, times and logical ports are as the lab captured them. Ethernet, IPv4 and TCP headers are ' +
  'rebuilt around them: addresses (RFC 5737), sequence numbers and acknowledgments are made up.';

/**
 * The session as a pcapng file for Wireshark, block by block: an interface for each lane, and the TLS
 * secrets first. Goes through `facts` twice, and gives the same bytes each time. Never throws.
 */
export function* toPcapng(facts: Iterable<Fact>): Generator<Uint8Array> {
  const plan = planCapture(facts);
  const { opened, lanes } = plan;
  const program = `plainsight ${printableStart(opened?.version ?? '', NAME_LIMIT)}`.trimEnd();
  yield sectionBlock(program, sectionComments(plan));
  for (const lane of lanes.values()) {
    const description = printableStart(`${lane.title} (lane ${lane.id})`, 2 * NAME_LIMIT);
    yield interfaceBlock(printableStart(lane.id, NAME_LIMIT), description);
  }
  yield* secretsBlocks(plan);
  // What has its own addresses has no names of ours.
  const named = [...lanes.values()].filter(({ names }) => names.length > 0 && opened?.source === undefined);
  if (named.length > 0) yield namesBlock(named.map(({ bank, names }) => ({ ip: bank.ip, names })));
  yield* packets(facts, plan);
}

function* secretsBlocks({ secrets }: CapturePlan): Generator<Uint8Array> {
  for (let at = 0; at < secrets.length; at += SECRETS_IN_BLOCK) {
    const lines = secrets.slice(at, at + SECRETS_IN_BLOCK);
    yield secretsBlock(`${lines.join('\n')}\n`);
  }
}

function sectionComments({ opened, full }: CapturePlan): string[] {
  const comments = [opened?.source === undefined ? REBUILT : REBUILT_OWN];
  if (opened !== undefined) {
    const { title, scenario, seed, version, source } = opened;
    const run = source === undefined ? [`scenario ${scenario}`, seedText(seed)] : ['captured elsewhere'];
    const of = [title, ...run, `plainsight ${version}`];
    comments.unshift(of.map((text) => printableStart(text, NAME_LIMIT)).join(' · '));
  }
  if (full.lanes) comments.push('The session has more lanes than fit: the last ones are left out.');
  if (full.secrets) {
    comments.push(
      `The session has more TLS secrets than fit: those after the first ${SECRETS_LIMIT} are left out.`,
    );
  }
  return comments;
}

/** The seed, which makes the passwords anew; a sealed session has none. */
function seedText(seed: string): string {
  return seed === '' ? 'sealed' : `seed ${seed}`;
}

/** One lane while its packets are written. */
interface LaneState {
  readonly lane: CaptureLane;
  readonly ports: Ports;
  /** Those that are open. */
  readonly conversations: Map<ConnectionId, PacketConversation>;
  /** Whether it was captured elsewhere: then it has its own addresses, and neutral words. */
  readonly foreign: boolean;
  /** How many there were so far. */
  count: number;
  /** What the next packet is to say: which step it belongs to. */
  step: string | undefined;
}

function* packets(facts: Iterable<Fact>, { opened, lanes }: CapturePlan): Generator<Uint8Array> {
  const began = Date.parse(opened?.time ?? '');
  const foreign = opened?.source !== undefined;
  const states = new Map<LaneId, LaneState>();
  for (const [id, lane] of lanes) {
    const fresh = { ports: new Ports(), conversations: new Map(), count: 0, step: undefined };
    states.set(id, { lane, foreign, ...fresh });
  }
  for (const fact of facts) {
    switch (fact.type) {
      case 'step-started':
        for (const state of states.values()) state.step = stepComment(state.lane, fact);
        break;
      case 'step-finished':
        for (const state of states.values()) state.step = undefined;
        break;
      case 'connection-opened':
      case 'segment-captured':
      case 'connection-closed': {
        const state = states.get(fact.lane);
        if (state === undefined) break;
        const time = microseconds(began, fact.at);
        for (const { packet, comment: said } of packetsOf(fact, state)) {
          const comment = said === undefined || !foreign ? said : neutral(said);
          const comments = [state.step, comment].filter((text) => text !== undefined);
          state.step = undefined;
          yield packetBlock(state.lane.index, time, ethernetFrame(packet), comments);
        }
        break;
      }
      default:
    }
  }
}

function* packetsOf(
  fact: Extract<Fact, { type: 'connection-opened' | 'segment-captured' | 'connection-closed' }>,
  state: LaneState,
): Generator<CommentedPacket> {
  const known = state.conversations.get(fact.connection);
  switch (fact.type) {
    case 'connection-opened':
      if (known !== undefined) return;
      yield* converse(fact, state).open(
        printableStart(`connection ${fact.connection} to ${fact.logical}${clientNote(fact)}`, COMMENT_LIMIT),
      );
      return;
    case 'segment-captured':
      yield* (known ?? converse(fact, state)).data(fact.direction, fact.offset, fact.bytes);
      return;
    case 'connection-closed':
      state.conversations.delete(fact.connection);
      if (known !== undefined) yield* known.close(fact);
  }
}

/** A new conversation. Where the session does not hold its beginning, it has no handshake and a port made up. */
function converse(fact: ConnectionOpened | SegmentCaptured, state: LaneState): PacketConversation {
  const { lane, conversations } = state;
  const told = fact.type === 'connection-opened' ? fact : undefined;
  const own = state.foreign && told !== undefined ? ownEnds(lane, told) : undefined;
  if (own !== undefined && told?.transport === 'udp') {
    const datagrams = new UdpConversation(own.client, own.server);
    conversations.set(fact.connection, datagrams);
    return datagrams;
  }
  state.count += 1;
  const key = lane.index * 0x10000 + state.count;
  const { client, server } = own ?? madeUpEnds(state, told);
  const conversation = new TcpConversation(client, server, key);
  conversations.set(fact.connection, conversation);
  return conversation;
}

interface Ends {
  readonly client: PacketEndpoint;
  readonly server: PacketEndpoint;
}

/** Both ends as a capture from elsewhere has them; undefined where it does not say so. */
function ownEnds({ victim, bank }: CaptureLane, told: ConnectionOpened): Ends | undefined {
  const [client, server] = [endOfAddress(told.client), endOfAddress(told.logical)];
  if (client === undefined || server?.ip.length !== client.ip.length) return undefined;
  return { client: { mac: victim.mac, ...client }, server: { mac: bank.mac, ...server } };
}

function madeUpEnds({ lane, ports }: LaneState, told: ConnectionOpened | undefined): Ends {
  const port = ports.take(portIn(told?.client ?? ''));
  return {
    client: { ...lane[otherClientOf(told?.party) ?? 'victim'], port },
    server: { ...lane.bank, port: portIn(told?.logical ?? '') ?? lane.port },
  };
}

function stepComment({ id }: CaptureLane, { index, kind, text }: StepStarted): string {
  return printableStart(
    `${id.slice(0, NAME_LIMIT)} · step ${index + 1}: ${text === '' ? kind : text}`,
    COMMENT_LIMIT,
  );
}

/** µs since 1970; 0 where the session does not say when it was, and within what a timestamp and a number hold. */
function microseconds(began: number, at: number): number {
  const time = Math.round(((Number.isFinite(began) ? began : 0) + at) * 1000);
  return Number.isNaN(time) ? 0 : Math.min(Math.max(time, 0), Number.MAX_SAFE_INTEGER);
}
