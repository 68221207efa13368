/** Monday is 1; 1 January 2024 was a Monday. */
export function weekday(day: number, language: string): string {
  return new Intl.DateTimeFormat(language, { weekday: "long", timeZone: "UTC" }).format(Date.UTC(2024, 0, day));
}
