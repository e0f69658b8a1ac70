import type { EvidencePlace } from '../../../lab/facts/session.ts';
import { grouped } from '../../../lab/text/count.ts';
import { SIDES } from '../../../lab/text/sides.ts';
import { rangesOf } from '../../../lab/wire/gathered.ts';
import { isOpened } from '../../../lab/wire/tls/opening/opener.ts';
import { searchSecret } from '../../reading/secrets.ts';
import { unfounded, verdict } from './kind.ts';
import type { Verdict, VictimsKeysClaim } from './kind.ts';
import type { LaneView } from './lane-view.ts';
import { QUOTED, SECRETS, soughtValues } from './reading.ts';
import type { VictimsKeys } from './victims-view.ts';

/** What the victim's own keys show. Only these claims use them. */
export const WITH_VICTIMS_KEYS: readonly VictimsKeysClaim[] = [
  {
    sentence: "with the victim's keys the recording shows <what>",
    values: [...SECRETS, 'page path'],
    open: QUOTED,
    holds:
      'It stands in what was sealed in the recording, opened with the TLS secrets that the victim’s own client logged. The attacker does not have these keys: this says nothing of what it reads.',
    checkWithKeys: shows,
  },
];

function shows(view: LaneView, what: string, { secrets, opened }: VictimsKeys): Verdict {
  const values = soughtValues(view, what);
  if (values.length === 0) return unfounded(`no ${what} was there to be shown in this lane`);
  if (opened.size === 0) return unfounded('nothing was sealed in this lane');
  if (secrets === 0) return unfounded('the victim’s client logged no TLS secrets in this lane');
  const found: EvidencePlace[] = [];
  let first: string | undefined;
  let [searched, ways] = [0, 0];
  for (const [connection, { data, units }] of opened) {
    const streams = (['to-bank', 'to-victim'] as const).map((direction) => ({
      connection,
      direction,
      bytes: data[direction].bytes,
    }));
    for (const [index, value] of values.entries()) {
      const result = searchSecret(streams, value, units);
      ways = result.ways;
      if (index === 0) searched += result.searchedBytes;
      for (const { direction, offset, length, way, within } of result.findings) {
        const how = `${way}, with the victim’s keys`;
        // What stands in a decoded body has no place of its own.
        const [place] = within === undefined ? rangesOf(data[direction], offset, length) : [];
        if (place !== undefined) found.push({ connection, direction, ...place, way: how });
        const where = place === undefined ? `in the ${within ?? 'data'}` : `at byte ${place.offset}`;
        first ??= `${what} found ${how}, ${where} of connection ${connection} ${SIDES[direction]}`;
      }
    }
  }
  const records = [...opened.values()].flatMap((each) => each.records);
  const proof = { searched, ways, found };
  if (first === undefined) {
    const open = records.filter(isOpened).length;
    const text = `${grouped(open)} of ${grouped(records.length)} sealed records opened with the victim’s keys, ${grouped(searched)} bytes searched ${ways} ways: 0 found`;
    return verdict(false, text, proof);
  }
  return verdict(true, first, proof);
}
