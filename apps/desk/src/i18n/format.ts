import { parsePhoneNumberFromString } from "libphonenumber-js/min";

/** `m:ss`, from an hour on `h:mm:ss`. Negative durations, which a clock difference can make, count as zero. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const two = (value: number): string => String(value).padStart(2, "0");
  if (hours > 0) return `${hours}:${two(minutes)}:${two(seconds % 60)}`;
  return `${two(minutes)}:${two(seconds % 60)}`;
}

/** A duration as `datetime` of a `<time>` element (ISO 8601). */
export function isoDuration(milliseconds: number): string {
  return `PT${Math.max(0, Math.floor(milliseconds / 1000))}S`;
}

/** The national format for numbers of the organisation's own country, the international one for all others. */
export function formatNumber(number: string, country: string): string {
  const parsed = parsePhoneNumberFromString(number);
  if (parsed === undefined) return number;
  return parsed.country === country ? parsed.formatNational() : parsed.formatInternational();
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatter(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language} ${JSON.stringify(options)}`;
  let found = formats.get(key);
  if (found === undefined) {
    // English here is that of Europe: day before month, 24 hours.
    found = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, options);
    formats.set(key, found);
  }
  return found;
}

export function formatTime(instant: number, language: string): string {
  return formatter(language, { hour: "2-digit", minute: "2-digit" }).format(instant);
}

export function formatTimeWithSeconds(instant: number, language: string): string {
  return formatter(language, { hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(instant);
}

export function formatDay(instant: number, language: string): string {
  return formatter(language, { weekday: "short", day: "numeric", month: "short" }).format(instant);
}

/** A day of the calendar (`yyyy-mm-dd`) in words; null when it is none. */
export function formatDate(day: string, language: string): string | null {
  const instant = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  return Number.isNaN(instant) ? null : formatter(language, { dateStyle: "long", timeZone: "UTC" }).format(instant);
}

/** "in 12 minutes"; the last minute is told as one. */
export function formatMinutesLeft(milliseconds: number, language: string): string {
  const minutes = Math.max(1, Math.ceil(milliseconds / 60_000));
  return new Intl.RelativeTimeFormat(language).format(minutes, "minute");
}

export function formatDateTime(instant: number, language: string): string {
  return formatter(language, { dateStyle: "medium", timeStyle: "short" }).format(instant);
}
