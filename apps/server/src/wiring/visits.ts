import type { JournalEffect, VisitEffect, VisitInput } from "@belfry/floor";
import type { Logger } from "pino";
import type { Directory } from "../directory/directory.ts";
import { offerOf } from "../directory/offer.ts";
import { nationalForm } from "../directory/phone-numbers.ts";
import { createVault } from "../directory/vault.ts";
import type { Metrics } from "../metrics/metrics.ts";
import { measureVisits } from "../metrics/visits.ts";
import type { Store } from "../store/store.ts";
import type { Switchboard } from "../switchboard/switchboard.ts";
import type { Attributes } from "../visits/forgetting/attributes.ts";
import { openVisits } from "../visits/open-visits.ts";
import type { IdentityProviders } from "../visits/ports.ts";

/** What visitors do and have disclosed, joined with the directory and the floor. */
export function wireVisits(options: {
  readonly store: Store;
  readonly attributes: Attributes;
  readonly encryptionKey: string;
  readonly origin: string;
  readonly directory: Directory;
  readonly providers: IdentityProviders;
  readonly floor: Pick<Switchboard, "visitCallView" | "onChanged"> & {
    post(organisation: string, input: VisitInput): void;
  };
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly now: () => number;
}) {
  const { store, directory, floor, log, now, attributes, encryptionKey } = options;
  const room = openVisits({
    store,
    encryptionKey,
    origin: options.origin,
    attributes,
    providers: options.providers,
    directory: {
      publicPurpose: (slug, purpose, origin) => directory.publicPurpose(slug, purpose, origin),
      snapshot: (organisation) => directory.snapshot(organisation),
      national: nationalForm,
      offer: offerOf,
    },
    floor: {
      visitCall: (organisation, visit) => floor.visitCallView(organisation, visit),
      forgotten: (organisation, visit) => floor.post(organisation, { type: "visit.forgotten", visit }),
      checked: (organisation, call, attempt, result) =>
        floor.post(organisation, { type: "visit.checked", call, attempt, result }),
    },
    vault: createVault(encryptionKey),
    now,
    log,
    watch: measureVisits(options.metrics),
  });
  options.metrics.gauge("visits_unfinished", "Visitors who are proving who they are now.", () =>
    room.visits.following.count(),
  );
  const ends: (() => void)[] = [];

  return {
    visits: room.visits,
    sweep: room.sweep,
    perform(organisation: string, effects: readonly VisitEffect[]): void {
      for (const effect of effects) room.checking.perform(organisation, effect);
    },
    journal(organisation: string, effects: readonly JournalEffect[]): void {
      for (const effect of effects) if (effect.type === "journal.callEnded") room.callEnded(organisation, effect.call);
    },
    /** Takes over what a process before this one has left: to be called before anything is served. */
    async recover(): Promise<void> {
      const { followed, ended } = await room.recover();
      if (followed + ended > 0) log.info({ followed, ended }, "visits of before the start");
      ends.push(
        floor.onChanged((_, change) => {
          if (change.type === "changed.visit") room.visits.announce(change.visit);
        }),
      );
    },
    /** An organisation is gone. */
    removed(organisation: string): void {
      room.visits.following.leaveAll(organisation);
      attributes
        .removeAllOf(organisation)
        .catch((err: unknown) => log.error({ err, organisation }, "keys of a removed organisation are left"));
    },
    async close(): Promise<void> {
      for (const end of ends) end();
      await room.close();
    },
  };
}
