import type { CallOutcome, LegCause } from "@belfry/contracts";
import type { Prompt } from "../effects.ts";

/** Why a leg that was to be reached was not, as the outcome of its call. */
export function outcomeOf(cause: LegCause): CallOutcome {
  switch (cause) {
    case "busy":
    case "deviceFailed":
    case "networkFailed":
    case "mediaFailed":
      return cause;
    case "declined":
      return "rejected";
    case "noAnswer":
      return "missed";
    case "notFound":
      return "invalidNumber";
    case "cancelled":
      return "abandoned";
    case "normal":
    case "unreachable":
    case "refused":
    case "overload":
      return "unreachable";
  }
}

/** The same, told to the agent who dialled. */
export function sentenceOf(cause: LegCause): Prompt {
  switch (cause) {
    case "busy":
    case "declined":
      return "target-busy";
    case "noAnswer":
    case "cancelled":
      return "target-no-answer";
    case "notFound":
      return "target-invalid";
    default:
      return "target-unreachable";
  }
}

/** Whether the leg was lost and not hung up. */
export function isLoss(cause: LegCause): boolean {
  return cause === "networkFailed" || cause === "deviceFailed" || cause === "mediaFailed" || cause === "unreachable";
}
