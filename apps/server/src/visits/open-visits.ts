import type { Store } from "../store/store.ts";
import { Checking } from "./codes/checking.ts";
import { Codes } from "./codes/codes.ts";
import type { Alongside, Attributes } from "./forgetting/attributes.ts";
import { forgetWithin, type Visit, VisitRows } from "./rows.ts";
import { isUnfinished } from "./visit.ts";
import { Visits, type VisitsDeps } from "./visits.ts";

const SWEEP_EVERY = 5_000;
/** How long a page that comes back still learns how its visit ended. */
const REMEMBERED = 900_000;

export interface VisitsRoom {
  readonly visits: Visits;
  readonly checking: Checking;
  /** The call that a visit is bound to is over. */
  callEnded(organisation: string, call: string): void;
  /** Takes over what a process before this one has left; before the first call. */
  recover(): Promise<{ readonly followed: number; readonly ended: number }>;
  /** Fails what is too late, and removes what is over. */
  sweep(): Promise<void>;
  close(): Promise<void>;
}

/** What is erased with what a visitor has disclosed; for the room that forgets. */
export const alongside =
  (now: () => number): Alongside =>
  async (tx, organisation, visit, receipt) => {
    const erased = await forgetWithin(tx, organisation, visit, now(), receipt);
    // Both were this visit's, also where they were erased sooner: a code as soon as it has served.
    const kinds = [{ kind: "code" as const }, { kind: "providerReference" as const }];
    return erased && { kinds, learnedAt: erased.begunAt, until: erased.until };
  };

/** Everything of this room, joined together. */
export function openVisits(
  options: Omit<VisitsDeps, "rows" | "codes" | "attributes"> & {
    readonly store: Store;
    readonly encryptionKey: string;
    readonly attributes: Attributes;
  },
): VisitsRoom {
  const { store, encryptionKey, now, floor, attributes, log } = options;
  const rows = new VisitRows(store, now);
  const codes = new Codes(encryptionKey);
  const visits = new Visits({ ...options, rows, codes });
  const checking = new Checking({ ...options, rows, codes, changed: (_, visit) => visits.announce(visit) });

  const stopForgotten = attributes.onForgotten((organisation, visit) => {
    floor.forgotten(organisation, visit);
    visits.announce(visit);
  });

  let ending = Promise.resolve();
  const callEnded = (organisation: string, call: string) => {
    const end = async () => {
      for (const { id } of await rows.inCall(organisation, call)) {
        await rows.change(organisation, id, { type: "callEnded", call });
        visits.announce(id);
      }
    };
    ending = ending
      .then(end)
      .catch((err: unknown) => log.error({ err, organisation, call }, "a visit does not know that its call is over"));
  };

  /** Null also where it cannot be unsealed any more: its time is over all the same. */
  const openedOf = (visit: Visit) => {
    try {
      return visits.following.open(visit);
    } catch {
      // The error may quote what was sealed.
      const { organisation, id } = visit;
      log.error({ organisation, visit: id }, "what a provider knows a visit by could not be unsealed");
      return null;
    }
  };

  async function sweep(): Promise<void> {
    checking.sweep(now());
    for (const visit of await rows.late(now())) {
      try {
        const opened = openedOf(visit);
        await visits.following.fail(visit, "timedOut");
        void opened?.provider.cancel(opened.ref);
      } catch (err) {
        log.error({ err, organisation: visit.organisation, visit: visit.id }, "a visit could not be timed out");
      }
    }
    await rows.removeOver(now() - REMEMBERED);
  }

  let sweeping: Promise<void> | null = null;
  const timer = setInterval(() => {
    sweeping ??= sweep()
      .catch((err: unknown) => log.error({ err }, "visits that are over could not be swept"))
      .finally(() => {
        sweeping = null;
      });
  }, SWEEP_EVERY);

  return {
    visits,
    checking,
    callEnded,
    sweep,
    async recover() {
      let [followed, ended] = [0, 0];
      for (const visit of await rows.left()) {
        const { organisation, id, stage } = visit;
        if (stage.at === "called") {
          await rows.change(organisation, id, { type: "callEnded", call: stage.call });
          ended += 1;
        } else if (isUnfinished(stage) && (stage.until <= now() || visit.reference === null)) {
          await visits.following.fail(visit, "timedOut");
          ended += 1;
        } else {
          visits.following.enter(organisation, id, null);
          visits.following.follow(visit);
          followed += 1;
        }
      }
      return { followed, ended };
    },
    async close() {
      clearInterval(timer);
      stopForgotten();
      await sweeping;
      await visits.following.close();
      await checking.close();
      await ending;
    },
  };
}
