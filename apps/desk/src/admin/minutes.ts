/** Minutes of the day as a time field wants them; midnight at the end of the day is written 00:00. */
export function timeOf(minutes: number): string {
  const of = minutes % 1440;
  return `${String(Math.floor(of / 60)).padStart(2, "0")}:${String(of % 60).padStart(2, "0")}`;
}

/** Minutes of the day; `midnight` says what 00:00 means: 0 where something begins, 1440 where it ends. */
export function minutesOf(time: string, midnight: 0 | 1440): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  const found = hours * 60 + minutes;
  if (!Number.isFinite(found)) return midnight;
  return found === 0 ? midnight : found;
}
