import { UserError } from '../errors.ts';
import type { Fact } from '../../lab/facts/session.ts';
import { HEAD_LIMITS } from '../../lab/facts/fact-log.ts';

/** All facts at once, for a format that needs them so. Throws a UserError where they are more than HEAD_LIMITS. */
export function gathered(facts: Iterable<Fact>, format: string): readonly Fact[] {
  const all: Fact[] = [];
  let bytes = 0;
  for (const fact of facts) {
    if (fact.type === 'segment-captured') bytes += fact.bytes.length;
    if (all.length >= HEAD_LIMITS.facts || bytes > HEAD_LIMITS.bytes)
      throw new UserError(`this session is too long for ${format}`);
    all.push(fact);
  }
  return all;
}
