import { API, type CallView, type Me, phoneCredentials, SIP_PATH } from "@belfry/contracts";
import type { PhoneApi } from "@belfry/phone";
import { ask } from "../api/client.ts";
import { type DeskConnection, deskConnection } from "./desk-link.ts";

/** One signed-in page: its connection, and for somebody with an extension, the phone. */
export interface Desk {
  readonly connection: DeskConnection;
  readonly phone: PhoneApi | null;
  close(): void;
}

export async function openDesk(me: Me): Promise<Desk> {
  const connection = deskConnection();
  const phone = me.extension === null ? null : await makePhone(connection);
  const ends: (() => void)[] = [];
  if (phone !== null) ends.push(join(connection, phone), unlockOnGesture(phone));
  connection.link.open();
  return {
    connection,
    phone,
    close: () => {
      for (const end of ends) end();
      phone?.close();
      connection.link.close();
    },
  };
}

/** Loaded only here: who has no extension needs no telephone. */
async function makePhone({ link }: DeskConnection): Promise<PhoneApi> {
  const { Phone, tabId } = await import("@belfry/phone");
  const { tab, former } = await tabId();
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  return new Phone({
    tab,
    formerTab: former,
    wsUrl: `${scheme}//${location.host}${SIP_PATH}?tab=${encodeURIComponent(tab)}`,
    credentials: (request) => ask("POST", API.phoneCredentials, request, phoneCredentials),
    owner: {
      claim: (claim) => link.claimPhone(claim),
      release: (claim) => link.releasePhone(claim),
    },
    onReport: (report) => link.report(report),
    onQuality: (sample) => link.quality(sample),
  });
}

/** Tells the phone what the server says of its owner and its call, and starts it when the server has first spoken. */
function join({ link: server, store }: DeskConnection, phone: PhoneApi): () => void {
  let started = false;
  let lastOwner: string | null | undefined;
  let lastCall: CallView | null | undefined;
  const listen = (): void => {
    const { snapshot, link } = store.getState();
    const me = snapshot?.me;
    if (me === null || me === undefined || link !== "live") return;
    if (me.call !== lastCall) {
      // Another window, or a CRM, has opened the microphone again: that goes for this page too.
      if (lastCall?.muted === true && me.call?.id === lastCall.id && !me.call.muted) phone.mute(false);
      lastCall = me.call;
      phone.announce(me.call);
    }
    if (me.device.owner !== lastOwner) {
      lastOwner = me.device.owner;
      phone.ownerIs(me.device.owner);
    }
    if (!started) {
      started = true;
      phone.start();
    }
  };
  const unsubscribe = store.subscribe(listen);
  const offConnected = server.onConnected(() => {
    if (started) phone.serverBack();
  });
  return () => {
    unsubscribe();
    offConnected();
  };
}

/** Browsers let a page make sound from the first click or key on; the first one anywhere will do. */
function unlockOnGesture(phone: PhoneApi): () => void {
  const unlock = (): void => {
    if (!phone.state.audio.unlocked) void phone.unlock();
  };
  window.addEventListener("pointerdown", unlock);
  window.addEventListener("keydown", unlock);
  return () => {
    window.removeEventListener("pointerdown", unlock);
    window.removeEventListener("keydown", unlock);
  };
}
