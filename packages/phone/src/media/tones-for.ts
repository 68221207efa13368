import type { AnnouncedCall } from "../ports.ts";
import type { PhoneCall } from "../view.ts";
import type { Tone } from "./tones.ts";

/**
 * The tones that the state of the call asks for. They are made in the page: music from the server on a browser's leg
 * leaves Chromium's statistics and meters deaf when the call comes back.
 */
export function tonesFor(call: PhoneCall | null, announced: AnnouncedCall | null): readonly Tone[] {
  if (call === null) return [];
  if (call.phase === "ringing") return call.autoAnswer ? [] : ["ring"];
  if (call.phase !== "up" || announced === null) return [];
  const { consult } = announced;
  if (consult !== null) return consult.phase === "ringing" ? ["ringback"] : [];
  if (announced.phase === "held") return ["hold"];
  return announced.phase === "connecting" && announced.direction !== "inbound" ? ["ringback"] : [];
}
