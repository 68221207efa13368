import type { LegCause } from "@belfry/contracts";
import type { UserAgentEvent } from "@belfry/sip";
import type { LineLeg } from "./leg.ts";
import type { MediaFailure } from "./media/media-result.ts";

/** What a final response to our INVITE means (RFC 3261, 21). `status` 0: the request never got anywhere. */
export function causeOfStatus(status: number, rang: boolean): LegCause {
  switch (status) {
    case 486:
    case 600:
      return "busy";
    case 603:
    case 607:
      return "declined";
    case 408:
    case 480:
      return rang ? "noAnswer" : "unreachable";
    case 404:
    case 410:
    case 484:
    case 485:
    case 604:
      return "notFound";
    case 401:
    case 403:
    case 407:
    case 415:
    case 420:
    case 488:
    case 606:
      return "refused";
    case 487:
      return "cancelled";
    case 503:
      return "overload";
    case 500:
    case 502:
    case 504:
      return "networkFailed";
    default:
      return status === 0 ? "networkFailed" : "unreachable";
  }
}

/** The final response to a caller's INVITE that ends for this cause. */
export function statusOfCause(cause: LegCause): number {
  switch (cause) {
    case "busy":
      return 486;
    case "declined":
      return 603;
    case "notFound":
      return 404;
    case "refused":
      return 403;
    case "overload":
      return 503;
    case "mediaFailed":
      return 488;
    case "networkFailed":
      return 500;
    default:
      return 480;
  }
}

/** A Reason header (RFC 3326) for BYE and CANCEL; null where there is nothing to tell. */
export function reasonOfCause(cause: LegCause): string | null {
  if (cause === "normal") return `Q.850;cause=16;text="Normal call clearing"`;
  return cause === "cancelled" ? null : `SIP;cause=${statusOfCause(cause)};text="${cause}"`;
}

export function causeOfEnd(by: Extract<UserAgentEvent, { type: "ended" }>["by"], role: LineLeg["role"]): LegCause {
  if (by === "remote" || by === "local") return "normal";
  return role === "agent" ? "deviceFailed" : "networkFailed";
}

export function causeOfFailure(failure: MediaFailure): LegCause {
  return failure.kind === "badSdp" ? "refused" : "mediaFailed";
}

/** 488 for an SDP that we cannot speak, 503 when it is our side that fails. */
export function statusOfFailure(failure: MediaFailure): number {
  return failure.kind === "badSdp" ? 488 : 503;
}
