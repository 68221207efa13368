import type { Campaign, CampaignProgress } from "@belfry/contracts";
import type { TFunction } from "i18next";
import type { Tone } from "../desk/view/state-view.ts";

export interface CampaignState {
  readonly tone: Tone;
  readonly label: string;
}

/** What a campaign does, or why it does nothing, in words. */
export function campaignState({ running }: Campaign, progress: CampaignProgress | null, t: TFunction): CampaignState {
  if (!running) return { tone: "signedOut", label: t("campaigns.stopped") };
  const blocked = progress?.live?.blockedBy ?? null;
  if (blocked === null) return { tone: "available", label: t("campaigns.running") };
  return {
    tone: blocked === "noContacts" ? "paused" : "offered",
    label: t(`campaigns.blocked.${blocked}`, { number: progress?.live?.refusedByRules }),
  };
}

/** The share of people who answered and found no agent, beside what it may be at most: `1.4 % / 3 %`. */
export function abandonWords(
  { abandonCapPercent }: Campaign,
  progress: CampaignProgress | null,
  language: string,
  t: TFunction,
): { readonly text: string; readonly over: boolean } {
  const share = progress?.live?.abandonShare ?? null;
  const percent = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 });
  const measured = share === null ? t("campaigns.noMeasure") : percent.format(share);
  const cap = abandonCapPercent / 100;
  return { text: `${measured} / ${percent.format(cap)}`, over: share !== null && share > cap };
}
