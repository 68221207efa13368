import { type CallOutcome, callOutcome } from "@belfry/contracts";
import type { Tone } from "../desk/view/state-view.ts";

export const OUTCOMES: readonly CallOutcome[] = callOutcome.options;

/** Good, somebody should look, or simply so. */
export function outcomeTone(outcome: CallOutcome | null): Tone {
  switch (outcome) {
    case null:
      return "inCall";
    case "answered":
    case "forwarded":
    case "callbackRequested":
      return "available";
    case "abandoned":
    case "rejected":
    case "missed":
    case "deviceFailed":
    case "networkFailed":
    case "mediaFailed":
    case "unreachable":
      return "trouble";
    default:
      return "paused";
  }
}
