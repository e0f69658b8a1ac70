import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Socket } from 'node:net';

import type { ClientSockets } from './client-sockets.ts';
import type { Emit, LabFact, LaneId } from './facts/facts.ts';
import { oncePerValue } from './once-per-value.ts';
import type { Closable } from './path.ts';
import { Guarded } from './programs/guarded.ts';
import { BANK_HOST, ORDINARY } from './settings.ts';
import type { Resolve } from './victim/connections.ts';
import { openRealBrowser } from './victim/real/open-real-browser.ts';
import type { RealBrowserKind } from './victim/real/found-browser.ts';
import { openSocksDoor } from './victim/real/socks-door.ts';

/** What a person comes with: a browser in a window of its own, or any client that they bring. */
export type GuestClient = RealBrowserKind | 'own';

/** One lane as a guest of the lab reaches it. */
export interface LaneAccess {
  readonly id: LaneId;
  readonly resolve: Resolve;
  readonly sockets: ClientSockets;
  /** Tells the lane's attacker and its log. */
  readonly emit: Emit;
}

/** How a guest is let in. */
export interface GuestOptions {
  readonly client: GuestClient;
  /** The lanes that bank.test leads to, by port: 80 to the one, 443 to the other. */
  readonly lanes: { readonly 80: LaneAccess; readonly 443: LaneAccess };
  /** The certificate of the authority that the guest trusts, PEM. */
  readonly authority: string;
}

/** A guest of the lab. `ready` settles when they can begin, `broken` rejects when their browser ends by itself. */
export interface OpenGuest extends Closable {
  readonly ready: Promise<void>;
  readonly broken?: Promise<never>;
}

/** Opens the lab to a person: one client, whose port decides the lane. Rejects with a `ProgramFault` where its browser is missing. */
export async function openGuest(options: GuestOptions): Promise<OpenGuest> {
  return options.client === 'own' ? inviteClients(options) : openGuestBrowser(options, options.client);
}

function openGuestBrowser({ lanes, authority }: GuestOptions, kind: RealBrowserKind): OpenGuest {
  const { 80: plain, 443: sealed } = lanes;
  let at = plain;
  const both = [plain, sealed];
  // What the browser says that a person typed is looked for in both lanes.
  const typed = oncePerValue((name, value) => {
    for (const { id, emit } of both) emit({ type: 'secret-typed', lane: id, name, value, toldBy: 'browser' });
  });
  const emit: Emit = (fact) => {
    if (fact.type === 'page-shown') at = laneOfUrl(fact.url, lanes);
    if (fact.type === 'victim-opened') {
      for (const each of both) each.emit({ ...fact, lane: each.id });
      return;
    }
    const lane = laneOfFact(fact, lanes, at);
    lane.emit({ ...fact, lane: lane.id });
    if (fact.type !== 'form-filled') return;
    for (const { type, name, value } of fact.fields) {
      const what = type === 'password' ? 'password' : name === 'message' ? 'chat message' : undefined;
      if (what !== undefined && value !== '') typed(what, value);
    }
  };
  const browser = openRealBrowser({
    kind,
    lane: plain.id,
    settings: ORDINARY.victim,
    home: `http://${BANK_HOST}/`,
    resolve: resolveIn(lanes),
    onSocket: (socket, destination) => laneOfPort(destination, lanes).sockets.add(socket),
    trusted: [authority],
    window: true,
    emit,
  });
  const ready = browser.ready.then(() => browser.visit(`http://${BANK_HOST}/`));
  return { ready, broken: browser.broken, close: () => browser.close() };
}

/** A SOCKS door, and the authority's certificate in a file of the run's. */
async function inviteClients({ lanes, authority }: GuestOptions): Promise<OpenGuest> {
  const { 80: plain } = lanes;
  const guarded = await Guarded.open();
  try {
    const file = join(guarded.folder, 'authority.pem');
    writeFileSync(file, authority, { mode: 0o644 });
    const door = await openSocksDoor({
      lane: plain.id,
      resolve: resolveIn(lanes),
      onSocket: (socket: Socket, destination) => laneOfPort(destination, lanes).sockets.add(socket),
      emit: plain.emit,
    });
    plain.emit({
      type: 'clients-invited',
      lane: plain.id,
      socks: `${door.address}:${door.port}`,
      authority: file,
    });
    return {
      ready: Promise.resolve(),
      close: async () => {
        await Promise.all([door.close(), guarded.close()]);
      },
    };
  } catch (error) {
    await guarded.close();
    throw error;
  }
}

type Lanes = GuestOptions['lanes'];

/** Each port of the bank's leads to the lane that is about it. */
function resolveIn(lanes: Lanes): Resolve {
  return (logical) => laneOfPort(logical, lanes).resolve(logical);
}

function laneOfPort(logical: string, lanes: Lanes): LaneAccess {
  return logical.endsWith(':443') ? lanes[443] : lanes[80];
}

function laneOfUrl(url: string, lanes: Lanes): LaneAccess {
  return url.startsWith('https:') || url.startsWith('wss:') ? lanes[443] : lanes[80];
}

/** Where a fact of the one browser belongs: to the lane of its address, or to that of the page that is shown. */
function laneOfFact(fact: LabFact, lanes: Lanes, at: LaneAccess): LaneAccess {
  if (fact.type === 'tls-secret-logged' || fact.type === 'certificate-shown') return lanes[443];
  if (fact.type === 'exchange-made') return laneOfUrl(fact.request.url, lanes);
  if (fact.type === 'navigation-upgraded' || fact.type === 'navigation-fell-back')
    return laneOfUrl(fact.from, lanes);
  return 'url' in fact ? laneOfUrl(fact.url, lanes) : at;
}
