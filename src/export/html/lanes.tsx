import type { ReactNode } from 'react';
import { answeredText, bookedWithBalance } from '../../../lab/facts/bank.ts';
import type { BankAnswered, BankBooked } from '../../../lab/facts/bank.ts';
import { filledText, SECURITY_WORDS } from '../../../lab/facts/victim.ts';
import type { FormFilled, FormNotSent, PageShown } from '../../../lab/facts/victim.ts';
import { clientNote } from '../../../lab/facts/values.ts';
import { grouped } from '../../../lab/text/count.ts';
import { printable } from '../../../lab/text/printable.ts';
import type { Fact } from '../../../lab/facts/session.ts';
import { staysSealed } from '../../views/stage/excerpt.ts';
import type { LaneState } from '../../views/stage/state.ts';
import { HexFigure } from './hex-figure.tsx';

/** Lines of one list. */
const LINES = 40;

/** Every lane as its own article: what the victim saw, what the attacker captured, what the bank said. */
export function Lanes({
  lanes,
  facts,
}: {
  readonly lanes: readonly LaneState[];
  readonly facts: readonly Fact[];
}): ReactNode {
  return (
    <div className="lanes">
      {lanes.map((lane, index) => (
        <LaneArticle key={lane.id} lane={lane} index={index} facts={facts} latest={LINES} />
      ))}
    </div>
  );
}

/** One lane. Of each list it shows the first `LINES`, or the `latest` where these are fewer, and counts the others. */
export function LaneArticle({
  lane,
  index,
  facts,
  latest,
}: {
  readonly lane: LaneState;
  readonly index: number;
  readonly facts: readonly Fact[];
  readonly latest: number;
}): ReactNode {
  const own = facts.filter((fact) => 'lane' in fact && fact.lane === lane.id);
  const seen = own.filter(
    (fact) => fact.type === 'page-shown' || fact.type === 'form-filled' || fact.type === 'form-not-sent',
  );
  const bank = own.filter((fact) => fact.type === 'bank-answered' || fact.type === 'bank-booked');
  const { toBank, toVictim } = lane.captured;
  return (
    <article className="lane" aria-labelledby={`lane-${index + 1}`}>
      <h3 id={`lane-${index + 1}`}>{printable(lane.title)}</h3>
      <h4 className="victim">Victim</h4>
      {seen.length === 0 && <p>No page was shown.</p>}
      <Lines
        latest={latest}
        items={seen.map((fact) =>
          fact.type === 'page-shown' ? <AddressBar key={fact.at} page={fact} /> : typed(fact),
        )}
      />
      <h4 className="attacker">Attacker on the path</h4>
      <p>
        {grouped(toBank + toVictim)} bytes captured: {grouped(toBank)} to the bank, {grouped(toVictim)} to the
        victim.
        {lane.captureLimit !== undefined && ` The recording was full at ${grouped(lane.captureLimit)} bytes.`}
      </p>
      {lane.others.strangers > 0 && (
        <p>
          Connections of strangers, who are not the victim: {grouped(lane.others.strangers)}. They are in the
          conversation below, and in nothing else.
        </p>
      )}
      {lane.excerpt !== undefined && (
        <HexFigure excerpt={lane.excerpt} sealed={staysSealed(lane, lane.excerpt)} />
      )}
      <h4 className="bank">Bank</h4>
      {bank.length === 0 && <p>It said nothing.</p>}
      <Lines latest={latest} items={bank.map((fact) => printable(bankLine(fact)))} />
    </article>
  );
}

function Lines({
  items,
  latest,
}: {
  readonly items: readonly ReactNode[];
  readonly latest: number;
}): ReactNode {
  if (items.length === 0) return null;
  if (latest < LINES)
    return (
      <ul>
        {items.slice(-latest).map((item, index) => (
          <li key={index}>{item}</li>
        ))}
      </ul>
    );
  return (
    <ul>
      {items.slice(0, LINES).map((item, index) => (
        <li key={index}>{item}</li>
      ))}
      {items.length > LINES && <li>{grouped(items.length - LINES)} more are not shown</li>}
    </ul>
  );
}

const LOOKS = {
  secure: 'good',
  'not-secure': 'warn',
  'certificate-error': 'bad',
  unreachable: 'bad',
} as const satisfies Record<PageShown['security'], string>;

function AddressBar({ page }: { readonly page: PageShown }): ReactNode {
  return (
    <div className="bar">
      <span className={LOOKS[page.security]}>{SECURITY_WORDS[page.security]}</span> {printable(page.url)}{' '}
      <span className="soft">{printable(page.error ?? `${page.status} ${page.title}`)}</span>
    </div>
  );
}

function typed(fact: FormFilled | FormNotSent): string {
  const { form } = fact;
  if (fact.type === 'form-not-sent') return printable(`Did not send “${form}”: ${fact.reason}`);
  return printable(`Filled “${form}”: ${filledText(fact.fields)}.`);
}

function bankLine(fact: BankAnswered | BankBooked): string {
  return (fact.type === 'bank-answered' ? answeredText(fact) : bookedWithBalance(fact)) + clientNote(fact);
}
