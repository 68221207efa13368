import type { Purpose } from "@belfry/contracts";
import type { Logger } from "pino";
import type { Store } from "../../store/store.ts";
import { Identities } from "../identity/identities.ts";
import { purposeOf } from "../identity/purpose-of.ts";
import { Readings, startForgettingReadings } from "../identity/readings.ts";
import type { Alongside } from "./attributes.ts";
import { KeptAttributes } from "./kept-attributes.ts";
import { VisitKeys } from "./keys.ts";
import { Receipts } from "./receipts.ts";
import { startSweeping } from "./sweeping.ts";

/** What is kept of visitors, and how it goes. Whatever is due is erased when this resolves. */
export async function openForgetting(options: {
  readonly store: Store;
  readonly folder: string;
  readonly now: () => number;
  readonly alongside: Alongside;
  readonly purposes: (organisation: string) => readonly Purpose[];
  readonly log: Logger;
}) {
  const { store, folder, now, alongside, purposes, log } = options;
  const keys = await VisitKeys.open(folder);
  const attributes = new KeptAttributes({ store, keys, now, elapsed: () => performance.now(), alongside });
  // What cannot be erased is not shown either, and is tried again at every sweep: nobody's telephone waits for it.
  const erased = await attributes.recover().catch((err: unknown) => {
    log.error({ err }, "something that is due could not be erased at the start; it is refused to whoever asks");
    return 0;
  });
  if (erased > 0) log.warn({ visits: erased }, "what visitors disclosed was due while no server ran; it is forgotten");
  const readings = new Readings(store);
  return {
    attributes,
    receipts: new Receipts(store),
    identities: new Identities({
      attributes,
      readings,
      now,
      purposeOf: (organisation, visit) => purposeOf(store, purposes(organisation), organisation, visit),
    }),
    /** The result ends it. */
    start(organisations: () => readonly { readonly id: string; readonly retentionDays: number }[]): () => void {
      const ends = [startSweeping(attributes, now, log), startForgettingReadings(readings, organisations, now, log)];
      return () => {
        for (const end of ends) end();
      };
    },
  };
}
