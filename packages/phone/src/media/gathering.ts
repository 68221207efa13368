/** A dead interface can hold the gathering up for many seconds; what is known by then must do. */
export const GATHER_WITHIN = 300;

/**
 * Caps the gathering for a connection whose owner waits for the end of candidates: after the cap the end is announced
 * to the listeners, while the browser may go on looking.
 */
export function capGathering(connection: RTCPeerConnection): void {
  connection.addEventListener("icegatheringstatechange", () => {
    if (connection.iceGatheringState !== "gathering") return;
    setTimeout(() => {
      if (connection.iceGatheringState !== "gathering" || connection.signalingState === "closed") return;
      connection.dispatchEvent(new RTCPeerConnectionIceEvent("icecandidate", { candidate: null }));
    }, GATHER_WITHIN);
  });
}

/**
 * Resolves when the gathering is complete, or at the cap. Right after an ICE restart the state still tells of the
 * gathering before it, so "complete" counts only when the description holds a candidate of the new generation.
 */
export function gathered(connection: RTCPeerConnection): Promise<void> {
  const complete = () =>
    connection.iceGatheringState === "complete" && /^a=candidate:/m.test(connection.localDescription?.sdp ?? "");
  if (complete()) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(cap);
      connection.removeEventListener("icegatheringstatechange", changed);
      resolve();
    };
    const changed = () => {
      if (complete()) done();
    };
    const cap = setTimeout(done, GATHER_WITHIN);
    connection.addEventListener("icegatheringstatechange", changed);
  });
}
