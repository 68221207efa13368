import { UA, WebSocketInterface } from "jssip";
import type { RTCSession } from "jssip/lib/RTCSession.js";
import type { IncomingRTCSessionEvent, OutgoingRTCSessionEvent } from "jssip/lib/UA.js";
import { io, type Socket } from "socket.io-client";

/**
 * A CRM's page that knows of the platform only its address and the Mediatel protocol: plain Socket.IO and plain JsSIP,
 * nothing of ours. What docs/guides/mediatel.md shows is this.
 */
interface Sip {
  readonly server: string;
  readonly uri: string;
  readonly contactUri: string;
  readonly authorizationUser: string;
  readonly password: string;
  readonly realm: string;
}

let mediatel: Socket | null = null;
let phone: { readonly ua: UA; readonly server: string } | null = null;

let leaving = false;

function stopPhone(): void {
  phone?.ua.stop();
  phone = null;
}

/** A connection that comes back begins with an empty snapshot; the phone in the page is not to be stopped by that. */
function useSip(sip: Sip | null): void {
  if (sip === null || sip.server === phone?.server) return;
  stopPhone();
  const ua = new UA({
    sockets: [new WebSocketInterface(sip.server)],
    uri: sip.uri,
    contact_uri: sip.contactUri,
    authorization_user: sip.authorizationUser,
    password: sip.password,
    realm: sip.realm,
    register_expires: 90,
    session_timers: false,
  });
  ua.on("newRTCSession", ({ session }: IncomingRTCSessionEvent | OutgoingRTCSessionEvent) => {
    if (session.direction === "incoming") answer(session);
  });
  ua.start();
  phone = { ua, server: sip.server };
}

const audio = new Audio();
audio.autoplay = true;

function answer(session: RTCSession): void {
  session.on("peerconnection", ({ peerconnection }: { peerconnection: RTCPeerConnection }) => {
    peerconnection.addEventListener("track", ({ streams: [stream] }) => {
      if (stream !== undefined) audio.srcObject = stream;
    });
  });
  session.answer({ mediaConstraints: { audio: true, video: false } });
}

const crm = {
  snapshots: [] as unknown[],
  connect(address: string): void {
    mediatel = io(address, {
      path: "/mediatel/socket.io",
      withCredentials: true,
      transports: ["websocket"],
      multiplex: false,
    });
    mediatel.on("data", (data) => {
      crm.snapshots.push(data);
      useSip(data.sip);
      if (leaving && data.state === "STATE_LOGOUT") stopPhone();
    });
  },
  disconnect(): void {
    mediatel?.disconnect();
    crm.snapshots.length = 0;
  },
  emit(message: { readonly type?: string } | null): void {
    leaving = message?.type === "logout";
    mediatel?.emit("data", message);
  },
};
Reflect.set(window, "crm", crm);
