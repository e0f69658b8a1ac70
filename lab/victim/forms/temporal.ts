const DAY = 86_400_000;

/**
 * A date or a time as a number that can be compared: months for `month`, else ms. Nothing where the value
 * is not one that its type allows (HTML, section 2.3.5).
 */
export function temporalNumber(type: string, value: string): number | undefined {
  switch (type) {
    case 'date':
      return date(value);
    case 'month':
      return month(value);
    case 'week':
      return week(value);
    case 'time':
      return time(value);
    case 'datetime-local': {
      const [day, clock] = [date(value.slice(0, -clockOf(value).length - 1)), time(clockOf(value))];
      return day === undefined || clock === undefined ? undefined : day + clock;
    }
    default:
      return undefined;
  }
}

/** A `datetime-local` as browsers write it: "T" before the time, and no seconds where they are 0. */
export function normalizedDateTime(value: string): string {
  const clock = clockOf(value);
  const [, minutes = '', seconds = '', fraction = ''] = /^(..:..)(?::(..))?(?:\.(\d+))?$/.exec(clock) ?? [];
  const rest = fraction.replace(/0+$/, '');
  const precise = rest === '' ? seconds.replace('00', '') : `${seconds}.${rest}`;
  return `${value.slice(0, -clock.length - 1)}T${minutes}${precise === '' ? '' : `:${precise}`}`;
}

/** What follows the "T", or the blank, of a `datetime-local`. */
function clockOf(value: string): string {
  return /[T ]([^T ]*)$/.exec(value)?.[1] ?? value;
}

function date(value: string): number | undefined {
  const [, year, months, days] = /^(\d{4,6})-(\d\d)-(\d\d)$/.exec(value) ?? [];
  return days === undefined ? undefined : dayOf(Number(year), Number(months), Number(days));
}

function month(value: string): number | undefined {
  const [, year, months] = /^(\d{4,6})-(\d\d)$/.exec(value) ?? [];
  if (months === undefined || dayOf(Number(year), Number(months), 1) === undefined) return undefined;
  return (Number(year) - 1970) * 12 + Number(months) - 1;
}

/** The Monday of the week; week 1 is the one with 4 January in it (ISO 8601). */
function week(value: string): number | undefined {
  const [, year, weeks] = /^(\d{4,6})-W(\d\d)$/.exec(value) ?? [];
  const fourth = weeks === undefined ? undefined : dayOf(Number(year), 1, 4);
  if (fourth === undefined || Number(weeks) < 1) return undefined;
  const monday = fourth - ((new Date(fourth).getUTCDay() + 6) % 7) * DAY + (Number(weeks) - 1) * 7 * DAY;
  return new Date(monday + 3 * DAY).getUTCFullYear() === Number(year) ? monday : undefined;
}

function time(value: string): number | undefined {
  const [whole, hours, minutes, seconds = '0'] =
    /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d(?:\.\d{1,3})?))?$/.exec(value) ?? [];
  if (whole === undefined) return undefined;
  return Math.round((Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000);
}

/** The ms of a day that the calendar has, from year 1 on. */
function dayOf(year: number, months: number, days: number): number | undefined {
  const day = new Date(0);
  day.setUTCFullYear(year, months - 1, days);
  const exists = day.getUTCMonth() === months - 1 && day.getUTCDate() === days;
  return year > 0 && exists && !Number.isNaN(day.getTime()) ? day.getTime() : undefined;
}
