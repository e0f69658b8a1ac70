import * as z from 'zod/mini';
import { worded } from '../file/wording.ts';

/** The name of a lane, as keys and steps give it. */
export const LaneIdSchema = worded(
  z
    .string()
    .check(
      z.regex(
        /^[a-z][a-z0-9-]{0,31}$/,
        'must be small letters, digits and hyphens, a letter first, at most 32',
      ),
    ),
  { entry: 'lane' },
);
