import type { VisitPhone } from "@belfry/contracts";
import type { WebCallView } from "../../../packages/call-button/src/web-call/port.ts";
import { startWebCall } from "../../../packages/call-button/src/web-call/web-call.ts";

/** A page of a website with nothing but a call; and, for tests of the sound, the bare other side of one. */
const views: WebCallView[] = [];
const site = {
  views,
  call: null as ReturnType<typeof startWebCall> | null,
  start(phone: VisitPhone): void {
    site.call = startWebCall({ phone: () => Promise.resolve(phone), onChange: (view) => views.push(view) });
  },
  /** Answers an offer as an agent's page would, with what the microphone hears. */
  async answer(sdp: string): Promise<string> {
    const connection = new RTCPeerConnection({ iceServers: [] });
    const microphone = await navigator.mediaDevices.getUserMedia({ audio: true });
    for (const track of microphone.getTracks()) connection.addTrack(track, microphone);
    const audio = new Audio();
    connection.addEventListener("track", ({ streams }) => {
      audio.srcObject = streams[0] ?? null;
      void audio.play();
    });
    await connection.setRemoteDescription({ type: "offer", sdp });
    await connection.setLocalDescription(await connection.createAnswer());
    while (connection.iceGatheringState !== "complete")
      await new Promise((done) => connection.addEventListener("icegatheringstatechange", done, { once: true }));
    return connection.localDescription?.sdp ?? "";
  },
};

declare global {
  interface Window {
    site: typeof site;
  }
}
window.site = site;
