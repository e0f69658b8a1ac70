import * as z from 'zod/mini';
import { isReadable, READABLE_PATTERN, UNREADABLE } from '../file/text-line.ts';
import { isGroup, valueInWords } from '../file/words.ts';
import { worded } from '../file/wording.ts';
import { SCENARIO_LIMITS } from './limits.ts';

/** Customers of a bank by their names, each with a password. */
export const CustomersSchema = worded(
  z
    .record(
      z
        .string()
        .check(
          z.regex(
            /^[a-z][a-z0-9-]{0,31}$/,
            'must be small letters, digits and hyphens, a letter first, at most 32',
          ),
        ),
      worded(
        z.string().check(
          z.minLength(1),
          z.maxLength(SCENARIO_LIMITS.fieldValue),
          z.refine((text) => isReadable(text) && !/[\n\t]/.test(text), UNREADABLE),
          z.meta({ pattern: READABLE_PATTERN.line }),
        ),
        { entry: 'customer' },
      ),
    )
    .check(
      z.refine(
        (texts) => Object.keys(texts).length <= SCENARIO_LIMITS.customers,
        `must be at most ${SCENARIO_LIMITS.customers}`,
      ),
      z.meta({ maxProperties: SCENARIO_LIMITS.customers }),
    ),
  { wrong: noCustomers },
);

function noCustomers(value: unknown): string | undefined {
  return isGroup(value)
    ? undefined
    : `customers must be names with passwords, as in customers: { bob: sunny-day-12 }, not ${valueInWords(value)}`;
}
