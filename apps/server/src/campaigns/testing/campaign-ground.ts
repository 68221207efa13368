import { type CampaignInput, campaignInput } from "@belfry/contracts";
import type { DiallerInput } from "@belfry/floor";
import { openDirectory } from "../../directory/open-directory.ts";
import { seedDemo } from "../../directory/seed-demo.ts";
import { lastCallTo } from "../../history/call-to.ts";
import { HistoryWriter } from "../../history/writer.ts";
import type { Store } from "../../store/store.ts";
import { openCampaigns } from "../open-campaigns.ts";

/** The demo's directory and the room of campaigns over a database; what the floor would be told is in `told`. */
export async function openGround(store: Store) {
  const clock = { now: 1_790_000_000_000 };
  const log: { text: string; about: object }[] = [];
  const told: { organisation: string; input: DiallerInput }[] = [];
  const directory = await openDirectory(store, { encryptionKey: "key", sessions: { idle: 1, lifetime: 1 }, now: 1 });
  await seedDemo(directory, 1);
  const snapshot = directory.directory.organisationBySlug("demo");
  const [queue] = snapshot?.queues ?? [];
  if (snapshot === null || queue === undefined) throw new Error("There is no demo.");
  const organisation = snapshot.organisation.id;
  const names = { queue: () => null, person: () => null, callCode: () => null };
  const history = new HistoryWriter(store, names, { warn: () => {}, error: () => {} });
  const open = (through: Store = store) =>
    openCampaigns({
      store: through,
      directory: {
        campaign: (of, id) => directory.directory.snapshot(of)?.campaigns.find((one) => one.id === id) ?? null,
        normalise: (of, number) => directory.directory.normalise(of, number),
      },
      calls: { lastTo: (of, number, since) => lastCallTo(store, of, number, since) },
      post: (of, input) => void told.push({ organisation: of, input }),
      now: () => clock.now,
      log: {
        warn: (about, text) => void log.push({ about, text }),
        error: (about, text) => void log.push({ about, text }),
      },
    });
  const room = open();
  let made = 0;
  return {
    clock,
    log,
    told,
    directory,
    organisation,
    queue: queue.id,
    /** What was written of calls. */
    history,
    open,
    ...room,
    newCampaign(change: Partial<CampaignInput> = {}) {
      const name = `Campaign ${++made}`;
      return directory.campaigns.create(organisation, { ...campaignInput.parse({ name, queue: queue.id }), ...change });
    },
    /** What the floor was told last of a campaign. */
    async given(campaign: string) {
      await room.dialling.settled();
      const last = told.findLast(({ input }) => input.type === "dialler.contacts" && input.campaign === campaign);
      return last?.input.type === "dialler.contacts" ? last.input : null;
    },
  };
}
