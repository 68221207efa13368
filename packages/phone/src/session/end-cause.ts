import type { EndCause } from "../view.ts";

/** JsSIP's causes, as far as they tell a person something. `reason` is the Reason header of a CANCEL (RFC 3326). */
export function causeOf(originator: string, cause: string, reason: string | undefined): EndCause {
  switch (cause) {
    case "Terminated":
      return "normal";
    case "Canceled":
      if (reason !== undefined && /^SIP\b.*;\s*cause\s*=\s*200\b/i.test(reason)) return "answeredElsewhere";
      return originator === "remote" ? "cancelled" : "declined";
    case "Rejected":
      return "declined";
    case "No ACK":
    case "Expires":
    case "No Answer":
      return "cancelled";
    case "User Denied Media Access":
      return "microphoneFailed";
    case "RTP Timeout":
    case "Bad Media Description":
    case "WebRTC Error":
    case "Incompatible SDP":
      return "mediaFailed";
    case "Connection Error":
    case "Request Timeout":
    case "Dialog Error":
      return "networkFailed";
    default:
      return "refused";
  }
}
