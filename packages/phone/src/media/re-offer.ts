import type { RTCSession } from "jssip/lib/RTCSession.js";
import { gathered } from "./gathering.ts";

interface Response {
  readonly status_code: number;
  readonly body: string | null;
}

interface DialogRequests {
  sendRequest(
    method: string,
    options?: {
      readonly extraHeaders?: readonly string[];
      readonly body?: string;
      readonly eventHandlers?: {
        onSuccessResponse(response: Response): void;
        onErrorResponse(response: Response): void;
        onTransportError(): void;
        onRequestTimeout(): void;
        onDialogError(response: Response): void;
      };
    },
  ): unknown;
}

/** JsSIP has this method on every session but leaves it out of its types. */
function hasRequests(session: object): session is DialogRequests {
  return "sendRequest" in session && typeof session.sendRequest === "function";
}

/** The compiler takes the state for a constant between two awaits; it is not. */
function stateOf(connection: RTCPeerConnection): RTCSignalingState {
  return connection.signalingState;
}

export type ReOffer = "done" | "retry" | "gone";

/**
 * A new offer with new ICE credentials in a re-INVITE (RFC 8839 section 4.4.3.1.1): the way to the other side is looked
 * for anew, over whatever network there is now. JsSIP's own `renegotiate` hangs up when the re-INVITE is refused or
 * not answered; here a refusal leaves the call as it was.
 */
export async function restartIce(session: RTCSession, connection: RTCPeerConnection): Promise<ReOffer> {
  if (!session.isReadyToReOffer() || !hasRequests(session) || stateOf(connection) !== "stable") return "retry";
  const offer = await connection.createOffer({ iceRestart: true });
  await connection.setLocalDescription(offer);
  await gathered(connection);
  const sdp = connection.localDescription?.sdp;
  if (sdp === undefined || session.isEnded()) return "gone";
  const answer = await reInvite(session, sdp, session.contact);
  if (answer.kind === "answer" && stateOf(connection) === "have-local-offer") {
    await connection.setRemoteDescription({ type: "answer", sdp: answer.sdp });
    return "done";
  }
  if (stateOf(connection) === "have-local-offer") await connection.setLocalDescription({ type: "rollback" });
  return answer.kind === "gone" ? "gone" : "retry";
}

type Answer =
  | { readonly kind: "answer"; readonly sdp: string }
  | { readonly kind: "refused" }
  | { readonly kind: "gone" };

function reInvite(session: DialogRequests, sdp: string, contact: string): Promise<Answer> {
  return new Promise((resolve) => {
    session.sendRequest("INVITE", {
      extraHeaders: [`Contact: ${contact}`, "Content-Type: application/sdp"],
      body: sdp,
      eventHandlers: {
        onSuccessResponse: (response) => {
          // Every 2xx is acknowledged, a repeated one too (RFC 3261 section 13.2.2.4).
          session.sendRequest("ACK");
          resolve(response.body ? { kind: "answer", sdp: response.body } : { kind: "refused" });
        },
        onErrorResponse: () => resolve({ kind: "refused" }),
        onTransportError: () => resolve({ kind: "refused" }),
        onRequestTimeout: () => resolve({ kind: "refused" }),
        // 481 or 408: the other side knows nothing of this call any more (RFC 3261 section 12.2.1.2).
        onDialogError: (response) => resolve({ kind: response.status_code === 481 ? "gone" : "refused" }),
      },
    });
  });
}
