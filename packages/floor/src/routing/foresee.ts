import type { Locale } from "@belfry/contracts";
import { turnedAway } from "../queue/wait.ts";
import type { Destination } from "../settings.ts";
import { agentOf, queueOf, queueSettings, type Work } from "../work.ts";

/** Whether a call that is led there now comes to an agent of ours, if only after a wait. */
export function isServed(w: Work, destination: Destination, visited: readonly string[] = []): boolean {
  if (destination.kind === "agent") return (agentOf(w, destination.agent)?.idle ?? null) !== null;
  if (destination.kind !== "queue") return false;
  const settings = queueSettings(w, destination.queue);
  const queue = queueOf(w, destination.queue);
  if (!settings || !queue || visited.includes(destination.queue)) return false;
  const away = turnedAway(queue, settings);
  return away === null || isServed(w, away.destination, [...visited, destination.queue]);
}

/** In which language a caller is spoken to who is on the way there. */
export function languageAt(w: Work, destination: Destination): Locale | undefined {
  return destination.kind === "queue" ? queueSettings(w, destination.queue)?.language : undefined;
}
