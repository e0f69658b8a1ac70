/** One day, in ms: certificates are good from a day ago on, for clocks that differ. */
export const DAY = 24 * 60 * 60 * 1000;

/** How long an authority and its leaves live, in ms: thirty days. Chromium refuses leaves of 200 days and more. */
export const LIFETIME = 30 * DAY;
