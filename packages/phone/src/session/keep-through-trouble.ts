import type { RTCSession } from "jssip/lib/RTCSession.js";

/** Troubles at which JsSIP hangs up by itself, though each of them may pass while the caller is still there. */
const PASSING: readonly string[] = ["RTP Timeout", "Connection Error", "Request Timeout"];

/**
 * JsSIP ends a session when ICE fails once, or when the socket goes while one of its requests (a digit as INFO) is
 * under way. Here a call outlives both: only its two ends, or the server, end it.
 */
export function keepThroughTrouble(session: RTCSession): void {
  const terminate = session.terminate.bind(session);
  session.terminate = (options) => {
    if (session.isEstablished() && PASSING.includes(options?.cause ?? "")) return;
    terminate(options);
  };
}
