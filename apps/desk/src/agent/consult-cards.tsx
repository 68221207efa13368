import { Group } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useDesk } from "../desk/use-desk.tsx";
import type { CallCardView } from "../desk/view/call-card-view.ts";
import { Refusal } from "../parts/refusal.tsx";
import { StateBadge } from "../parts/state-badge.tsx";
import { Since } from "../parts/timer.tsx";
import { WorkButton } from "../parts/work-button.tsx";

type Consult = NonNullable<CallCardView["consult"]>;

/** Two parties, one talking and one on hold, and the three things that can follow. */
export function ConsultCards({ card, consult }: { card: CallCardView; consult: Consult }): ReactNode {
  const { t } = useTranslation();
  const { actions, failures, busy } = useDesk();
  const withColleague = consult.phase !== "held";
  const settled = consult.phase === "talking" || consult.phase === "held";
  const tone = { dialling: "offered", ringing: "offered", talking: "inCall", held: "held" } as const;
  return (
    <section aria-label={t("consult.title")} className="stack">
      <div className="consult-card" data-active={!withColleague}>
        <Group justify="space-between" wrap="nowrap">
          <strong className="row-title">{card.who}</strong>
          <StateBadge tone={withColleague ? "held" : "inCall"}>
            {withColleague ? t("consult.held") : t("consult.talking")}
          </StateBadge>
        </Group>
        <span className="dim small">{t("consult.caller")}</span>
      </div>
      <div className="consult-card" data-active={consult.phase === "talking"}>
        <Group justify="space-between" wrap="nowrap">
          <strong className="row-title">{consult.label}</strong>
          <StateBadge tone={tone[consult.phase]}>{t(`consult.${consult.phase}`)}</StateBadge>
        </Group>
        <span className="dim small">
          {t("consult.title")} · <Since at={consult.since} />
        </span>
      </div>
      <Group grow>
        <WorkButton variant="default" onClick={actions.swap} disabled={!settled} busy={busy.consult === "swap"}>
          {t("consult.swap")}
        </WorkButton>
        <WorkButton variant="default" onClick={actions.endConsult} busy={busy.consult === "endConsult"}>
          {t("consult.return")}
        </WorkButton>
      </Group>
      <WorkButton onClick={actions.completeTransfer} disabled={!settled} busy={busy.consult === "completeTransfer"}>
        {t("consult.complete")}
      </WorkButton>
      <Refusal failure={failures.consult} />
    </section>
  );
}
