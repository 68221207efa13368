import { type CampaignProgress, campaign } from "@belfry/contracts";
import i18next, { type TFunction } from "i18next";
import { beforeAll, describe, expect, it } from "vitest";
import { desk } from "../i18n/en/desk.ts";
import { CAMPAIGN_LIVE } from "../testing/campaign-data.ts";
import { IDS } from "../testing/scenes.ts";
import { abandonWords, campaignState } from "./campaign-view.ts";

let t: TFunction;
beforeAll(async () => {
  t = await i18next.createInstance().init({ lng: "en", resources: { en: { desk } }, defaultNS: "desk" });
});
const one = (running: boolean) => campaign.parse({ id: IDS.taxes, name: "C", queue: IDS.permits, running });
const progress = (live: Partial<typeof CAMPAIGN_LIVE>): CampaignProgress => ({
  ...{ due: 1, taken: 0, finished: 0, outcomes: {} },
  live: { ...CAMPAIGN_LIVE, ...live },
});

describe("what is told of a campaign", () => {
  it("says whether it runs, and why it does nothing although it does", () => {
    const label = (running: boolean, live: Parameters<typeof progress>[0]) =>
      campaignState(one(running), progress(live), t).label;
    expect(label(true, { blockedBy: null })).toBe("Running");
    expect(label(true, { blockedBy: "outsideHours" })).toBe("Outside calling hours");
    expect(label(true, { blockedBy: "rules", refusedByRules: 12 })).toBe("Refused by the rules for outgoing calls: 12");
    expect(label(true, { blockedBy: "trunk" })).toBe("Calls do not get through");
    expect(label(false, { blockedBy: "stopped" })).toBe("Stopped");
    expect(campaignState(one(true), null, t).label).toBe("Running");
  });

  it("puts the measured share beside its cap, and says when it is over", () => {
    const words = (abandonShare: number | null) => abandonWords(one(true), progress({ abandonShare }), "en", t);
    expect(words(0.0142)).toEqual({ text: "1.4% / 3%", over: false });
    expect(words(0.031)).toEqual({ text: "3.1% / 3%", over: true });
    expect(words(null)).toEqual({ text: "none yet / 3%", over: false });
  });
});
