/**
 * Makes the connection hear whoever speaks next. Chromium hears one unannounced sender (SSRC) at a time and never again
 * one that another has replaced, so after a consultation or a swap the caller would stay silent. Negotiated twice inside
 * the page, first without and then with something to receive, it forgets all senders; nothing goes over the wire, and
 * the microphone is sent on without a gap.
 *
 * @returns false when a negotiation is under way, or the connection has no other side yet.
 */
export async function forgetSources(connection: RTCPeerConnection): Promise<boolean> {
  const remote = connection.remoteDescription?.sdp;
  if (remote === undefined || !/^a=sendrecv\r?$/m.test(remote)) return false;
  // The other side once chose its part of the DTLS handshake; an answer names it.
  const answer = remote.replaceAll("a=setup:actpass", "a=setup:passive");
  for (const sdp of [answer.replaceAll("a=sendrecv", "a=recvonly"), answer]) {
    if (connection.signalingState !== "stable") return false;
    await connection.setLocalDescription(await connection.createOffer());
    await connection.setRemoteDescription({ type: "answer", sdp });
  }
  return true;
}
