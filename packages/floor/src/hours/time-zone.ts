/** The one spelling of an IANA time zone, however it is written; null for what is none, also an offset like `+05:30`. */
export function timeZoneOf(name: string): string | null {
  // An offset is the same in summer and winter, which is what people who write one mostly do not mean.
  if (/^[+-]/.test(name)) return null;
  try {
    const { timeZone } = new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions();
    // ICU keeps the name that the city had before 2022.
    return timeZone === "Europe/Kiev" ? "Europe/Kyiv" : timeZone;
  } catch {
    return null;
  }
}
