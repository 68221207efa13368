import { API, type Campaign, type CampaignInput, campaign } from "@belfry/contracts";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Collection } from "../admin/collection.tsx";
import { StateBadge } from "../parts/state-badge.tsx";
import { CampaignForm } from "./campaign-form.tsx";
import { campaignState } from "./campaign-view.ts";
import { useProgress } from "./use-campaigns.ts";

/** Campaigns of automatic calls. */
export function CampaignsSection(): ReactNode {
  const { t } = useTranslation("admin");
  return (
    <Collection<Campaign, CampaignInput>
      address={API.campaigns}
      schema={campaign}
      inputOf={({ id: _, running: __, ...input }) => input}
      title={t("sections.campaigns")}
      empty={t("campaigns.empty")}
      emptyText={t("campaigns.emptyText")}
      nameOf={(one) => one.name}
      detailOf={(one) => <Detail campaign={one} />}
      form={(props) => <CampaignForm {...props} />}
      // With its contacts, which no undo brings back: on the campaign's own page.
      removable={false}
    />
  );
}

function Detail({ campaign }: { campaign: Campaign }): ReactNode {
  const { t, i18n } = useTranslation("admin");
  const { t: words } = useTranslation();
  const progress = useProgress(campaign.id);
  const state = campaignState(campaign, progress, words);
  const figure = (value: number) => value.toLocaleString(i18n.language);
  return (
    <>
      <StateBadge tone={state.tone}>{state.label}</StateBadge>{" "}
      {progress !== null &&
        t("campaigns.counts", {
          due: figure(progress.due + progress.taken),
          finished: figure(progress.finished),
        })}
    </>
  );
}
