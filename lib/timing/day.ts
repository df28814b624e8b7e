const dayMs = 24 * 60 * 60_000;

const formats = new Map<string, Intl.DateTimeFormat>();

/** Whether there is such a time zone, by its IANA name: "+02:00" is no place, and knows of no summer. */
export function isZone(zone: string): boolean {
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    formatOf(zone);
    return true;
  } catch {
    return false;
  }
}

/** @throws RangeError where there is no such zone */
function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    ...{ year: "numeric", month: "numeric", day: "numeric" },
    ...{ hour: "numeric", minute: "numeric", second: "numeric", hourCycle: "h23", era: "short" },
  });
  formats.set(zone, made);
  return made;
}

/** What a clock on the wall shows at an instant, as if it hung in UTC; ms, to the second. */
export function wallClock(zone: string, at: number): number {
  const parts = new Map(
    formatOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  return Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
}

/** The first instant at which the wall clock shows a time, or the jump of the clock that leaves it out. */
function instantAt(zone: string, wall: number): number {
  const offset = (at: number) => wallClock(zone, at) - at;
  const [before, after] = [wall - offset(wall - dayMs), wall - offset(wall + dayMs)];
  const shows = [before, after].filter((at) => wallClock(zone, at) === wall);
  return shows.length > 0 ? Math.min(...shows) : before;
}

export type Day = { start: number; end: number };
const days = new Map<string, Day>();

/**
 * The calendar day of a time zone that an instant lies in: 23 to 25 hours.
 * @param zone IANA name @param now ms
 * @returns its first instant and the first of the next day, ms
 * @throws RangeError where there is no such zone
 */
export function dayIn(zone: string, now: number): Day {
  const known = days.get(zone);
  if (known && now >= known.start && now < known.end) return known;
  const day = dayFrom(zone, Math.floor(wallClock(zone, now) / dayMs) * dayMs);
  days.set(zone, day);
  return day;
}

/** A day of the calendar in a time zone. @param date as 2026-11-27 @throws RangeError where there is no such zone */
export const dayOn = (zone: string, date: string): Day => dayFrom(zone, Date.parse(`${date}T00:00:00Z`));

/** @param midnight as a clock on the wall shows it */
const dayFrom = (zone: string, midnight: number): Day => ({
  start: instantAt(zone, midnight),
  end: instantAt(zone, midnight + dayMs),
});
