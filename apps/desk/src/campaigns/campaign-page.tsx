import { type Campaign, type CampaignProgress, contactOutcome } from "@belfry/contracts";
import { Anchor, Button } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { navigate } from "../app/router.ts";
import { Empty } from "../parts/empty.tsx";
import { Refusal } from "../parts/refusal.tsx";
import { StateBadge } from "../parts/state-badge.tsx";
import { WorkButton } from "../parts/work-button.tsx";
import { CampaignSwitch } from "./campaign-switch.tsx";
import { abandonWords, campaignState } from "./campaign-view.ts";
import { ContactList } from "./contact-list.tsx";
import { UploadSection } from "./upload-section.tsx";
import { useCampaignDeeds, useCampaigns, useProgress } from "./use-campaigns.ts";

/** One campaign: how far it is, its contacts, and how they come into it. */
export function CampaignPage({ id }: { id: string }): ReactNode {
  const { t } = useTranslation(["admin", "desk"]);
  const { campaigns, ready } = useCampaigns();
  const campaign = campaigns.find((one) => one.id === id);
  if (campaign === undefined) return ready ? <Empty title={t("desk:app.notFound")} /> : null;
  return (
    <>
      <Anchor href="#/admin/campaigns">{t("admin:campaigns.back")}</Anchor>
      <Head campaign={campaign} />
      <UploadSection campaign={id} />
      <ContactList campaign={id} />
      <Removal campaign={campaign} />
    </>
  );
}

function Head({ campaign }: { campaign: Campaign }): ReactNode {
  const { t } = useTranslation();
  const progress = useProgress(campaign.id);
  const state = campaignState(campaign, progress, t);
  return (
    <>
      <div className="filters" style={{ alignItems: "center", marginTop: 8 }}>
        <h1 className="campaign-name">{campaign.name}</h1>
        <StateBadge tone={state.tone}>{state.label}</StateBadge>
        <CampaignSwitch campaign={campaign} />
      </div>
      {progress !== null && <Figures campaign={campaign} progress={progress} />}
    </>
  );
}

function Figures({ campaign, progress }: { campaign: Campaign; progress: CampaignProgress }): ReactNode {
  const { t, i18n } = useTranslation(["admin", "desk"]);
  const { t: words } = useTranslation();
  const { live, outcomes } = progress;
  const figure = (value: number) => value.toLocaleString(i18n.language);
  const facts: (readonly [string, string])[] = [
    [t("desk:campaigns.due"), figure(progress.due)],
    [t("admin:contacts.states.taken"), figure(progress.taken)],
    [t("desk:campaigns.finished"), figure(progress.finished)],
    [t("desk:campaigns.abandoned"), abandonWords(campaign, progress, i18n.language, words).text],
  ];
  if (live !== null) {
    facts.push(
      [t("desk:campaigns.agentsReady"), figure(live.agentsReady)],
      [t("desk:campaigns.dialling"), figure(live.dialling)],
      [t("desk:campaigns.talking"), figure(live.talking)],
    );
  }
  for (const outcome of contactOutcome.options) {
    const count = outcomes[outcome];
    if (count !== undefined) facts.push([t(`desk:contactOutcome.${outcome}`), figure(count)]);
  }
  return (
    <dl className="campaign-figures section">
      {facts.map(([term, text]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}

function Removal({ campaign }: { campaign: Campaign }): ReactNode {
  const { t } = useTranslation("admin");
  const { busy, failure, remove } = useCampaignDeeds(campaign);
  const [asks, setAsks] = useState(false);
  return (
    <section className="section">
      {asks && <p role="status">{t("campaigns.removeSure")}</p>}
      <div className="line">
        {asks && (
          <WorkButton color="red" size="xs" busy={busy} onClick={() => remove(() => navigate("/admin/campaigns"))}>
            {t("campaigns.removeReally")}
          </WorkButton>
        )}
        <Button
          variant={asks ? "default" : "subtle"}
          {...(asks ? {} : { c: "var(--trouble-ink)" })}
          size="xs"
          onClick={() => setAsks(!asks)}
        >
          {asks ? t("campaigns.keep") : t("campaigns.remove")}
        </Button>
      </div>
      <Refusal failure={failure} />
    </section>
  );
}
