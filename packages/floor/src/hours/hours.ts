import type { OpeningHours } from "@belfry/contracts";

export interface LocalTime {
  /** YYYY-MM-DD */
  readonly date: string;
  /** Monday is 1. */
  readonly day: number;
  /** Minute of the day. */
  readonly minute: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
/** Formatters are costly to make and hold nothing but the zone's name. All zones together are fewer than these. */
const MOST_FORMATTERS = 1_000;
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known) return known;
  const options = {
    hourCycle: "h23",
    weekday: "short",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  } as const;
  let made: Intl.DateTimeFormat;
  try {
    made = new Intl.DateTimeFormat("en-GB", { ...options, timeZone });
  } catch {
    // A zone that this machine's time-zone data does not know: UTC keeps the floor going.
    made = new Intl.DateTimeFormat("en-GB", { ...options, timeZone: "UTC" });
  }
  if (formatters.size >= MOST_FORMATTERS) formatters.clear();
  formatters.set(timeZone, made);
  return made;
}

export function localTime(timeZone: string, at: number): LocalTime {
  const parts: Record<string, string> = {};
  for (const part of formatter(timeZone).formatToParts(at)) parts[part.type] = part.value;
  return {
    date: `${parts["year"]}-${parts["month"]}-${parts["day"]}`,
    day: DAYS.indexOf(parts["weekday"] ?? "") + 1,
    minute: Number(parts["hour"]) * 60 + Number(parts["minute"]),
  };
}

function ranges(hours: OpeningHours, local: LocalTime): readonly { readonly from: number; readonly to: number }[] {
  const holiday = hours.holidays.find((each) => each.date === local.date);
  return holiday ? holiday.open : hours.weekly.filter((each) => each.day === local.day);
}

/** Null hours are always open. A holiday replaces the weekly hours of its date. */
export function isOpen(hours: OpeningHours | null, at: number): boolean {
  if (!hours) return true;
  const local = localTime(hours.timeZone, at);
  return ranges(hours, local).some((range) => local.minute >= range.from && local.minute < range.to);
}

/** The next limit of today's hours, or midnight, by a clock that does not change in between. */
function nextLimit(timeZone: string, hours: OpeningHours | null, at: number): number {
  const local = localTime(timeZone, at);
  const limits = hours ? ranges(hours, local).flatMap((range) => [range.from, range.to]) : [];
  const next = Math.min(1440, ...limits.filter((limit) => limit > local.minute));
  return Math.floor(at / MINUTE) * MINUTE + (next - local.minute) * MINUTE;
}

/**
 * When to look again whether the answer of `isOpen` or the local date has changed: at the next limit of today's
 * hours or at midnight, and after an hour at the latest, so that a change of the clocks is never missed for longer.
 */
export function nextLook(timeZone: string, hours: OpeningHours | null, at: number): number {
  return Math.min(nextLimit(timeZone, hours, at), at + HOUR);
}

/** From when on it is open: `at` itself, or the first minute after it; null when that is not within so long. */
export function nextOpening(hours: OpeningHours | null, at: number, within: number): number | null {
  if (hours === null || isOpen(hours, at)) return at;
  const { timeZone } = hours;
  let look = Math.floor(at / MINUTE) * MINUTE;
  while (look < at + within) {
    const from = look;
    // Where the clocks change, minute by minute, for an hour may be left out or come twice.
    const steps = [nextLimit(timeZone, hours, from), from + HOUR, from + MINUTE];
    look = steps.find((to) => ahead(timeZone, to) === ahead(timeZone, from)) ?? from + MINUTE;
    if (isOpen(hours, look)) return look <= at + within ? look : null;
  }
  return null;
}

/** By how much the local clock is ahead of UTC, on a whole minute. */
function ahead(timeZone: string, at: number): number {
  const { date, minute } = localTime(timeZone, at);
  return Date.parse(date) + minute * MINUTE - at;
}
