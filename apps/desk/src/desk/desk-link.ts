import { ServerLink } from "@belfry/agent-client";
import { DeskStore } from "./desk-store.ts";

export interface DeskConnection {
  readonly link: ServerLink;
  readonly store: DeskStore;
}

/** The page's one connection to the server, with the store that it feeds. */
export function deskConnection(): DeskConnection {
  const link: ServerLink = new ServerLink({
    connected: () => store.connected(),
    lost: (refused) => store.lost(refused && { ...refused, fields: [] }),
    ended: (code) => store.ended(code),
    snapshot: (message) => store.receiveSnapshot(message),
    change: (message) => store.receiveChange(message),
  });
  const store = new DeskStore(link, Date.now);
  return { link, store };
}
