import { ServerLink } from "@belfry/agent-client";
import { API, me } from "@belfry/contracts";
import { ApiError, type Failure, get } from "../api/client.ts";
import { DeskStore } from "./desk-store.ts";

export interface DeskConnection {
  readonly link: ServerLink;
  readonly store: DeskStore;
}

/** The page's one connection to the server, with the store that it feeds. */
export function deskConnection(): DeskConnection {
  let connected = false;
  const link: ServerLink = new ServerLink({
    connected: () => {
      connected = true;
      store.connected();
    },
    lost: (refused) => {
      connected = false;
      store.lost(refused && { ...refused, fields: [] });
      if (refused === null) void tellGate();
    },
    ended: (code) => store.ended(code),
    snapshot: (message) => store.receiveSnapshot(message),
    change: (message) => store.receiveChange(message),
  });
  const store = new DeskStore(link, Date.now);

  async function tellGate(): Promise<void> {
    const told = await refusalByGate();
    if (told !== null && !connected) store.lost(told);
  }
  return { link, store };
}

/** A gate in front refuses a connection before anybody can say why: an ordinary request is told. Else null. */
async function refusalByGate(): Promise<Failure | null> {
  try {
    await get(API.session, me);
    return null;
  } catch (error) {
    return error instanceof ApiError && error.status === 403 ? error.failure : null;
  }
}
