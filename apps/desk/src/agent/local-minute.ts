/** An instant as a field of date and time wants it, in this machine's time; empty for none. */
export function localMinute(instant: number | null): string {
  if (instant === null) return "";
  const date = new Date(instant);
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** Null while there is no whole date and time. */
export function instantOf(text: string): number | null {
  const found = text === "" ? Number.NaN : new Date(text).getTime();
  return Number.isNaN(found) ? null : found;
}
