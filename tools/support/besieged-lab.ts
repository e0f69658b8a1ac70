import { openLab } from '../../lab/lab.ts';
import { ORDINARY } from '../../lab/settings.ts';
import type { Fact } from '../../lab/facts/session.ts';
import { Session } from '../../src/session/session.ts';

/** What a lab came to. Bytes of peak memory are those of its whole process. */
export interface BesiegedFigures {
  /** TCP connections that are open now. */
  readonly sockets: number;
  readonly peak: number;
  readonly captured: number;
  /** Connections that reached the tap, those that ended, and those that it closed for others. */
  readonly opened: number;
  readonly closed: number;
  readonly gaveWay: number;
  readonly exchanges: number;
  /** What limits said, in the order in which it was said. */
  readonly limits: readonly Fact[];
}

/** A lab of one lane that records into a session: the ports of its tap and of its bank, and its figures so far. */
export interface BesiegedLab {
  readonly port: number;
  readonly bank: number;
  figures(): BesiegedFigures;
  close(): Promise<void>;
}

/** Opens a lab of one ordinary lane on port 80. */
export async function openBesiegedLab(): Promise<BesiegedLab> {
  const session = new Session();
  const lane = { title: 'port 80', visit: 'http://bank.test/login', ...ORDINARY };
  const lab = await openLab({ lanes: { plain: lane }, seed: 'siege', emit: session.append });
  const portOf = (role: 'tap' | 'bank-http'): number => {
    const opened = session.facts.find(
      (fact) => fact.type === 'listener-opened' && fact.role === role && fact.logical === 'bank.test:80',
    );
    return opened?.type === 'listener-opened' ? opened.port : 0;
  };
  const before = sockets();
  return {
    port: portOf('tap'),
    bank: portOf('bank-http'),
    figures: () => ({ sockets: sockets() - before, ...figuresOf(session.facts) }),
    close: () => lab.close(),
  };
}

function figuresOf(facts: readonly Fact[]): Omit<BesiegedFigures, 'sockets'> {
  const figures = { captured: 0, opened: 0, closed: 0, gaveWay: 0, exchanges: 0 };
  const limits: Fact[] = [];
  for (const fact of facts) {
    if (fact.type === 'segment-captured') figures.captured += fact.bytes.length;
    else if (fact.type === 'connection-opened') figures.opened += 1;
    else if (fact.type === 'exchange-read') figures.exchanges += 1;
    else if (fact.type === 'connection-closed') {
      figures.closed += 1;
      if (fact.how === 'limit') figures.gaveWay += 1;
    } else if (/^capture-limit|^fact-limit|^facts-left/.test(fact.type)) limits.push(fact);
  }
  return { ...figures, limits, peak: process.resourceUsage().maxRSS * 1024 };
}

function sockets(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap').length;
}
