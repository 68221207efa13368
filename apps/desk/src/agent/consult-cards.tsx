import { Group } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useKey } from "../app/keys.tsx";
import { useDesk } from "../desk/use-desk.tsx";
import type { CallCardView } from "../desk/view/call-card-view.ts";
import { Refusal } from "../parts/refusal.tsx";
import { StateBadge } from "../parts/state-badge.tsx";
import { Since } from "../parts/timer.tsx";
import { WorkButton } from "../parts/work-button.tsx";

type Consult = NonNullable<CallCardView["consult"]>;

/** Two parties, one talking and one on hold, or both in the talk, and what can follow. */
export function ConsultCards({ card, consult }: { card: CallCardView; consult: Consult }): ReactNode {
  const { t } = useTranslation();
  const { actions, failures, busy } = useDesk();
  const together = consult.phase === "conference";
  const withColleague = consult.phase !== "held" && !together;
  const settled = consult.phase === "talking" || consult.phase === "held" || together;
  const tone = {
    dialling: "offered",
    ringing: "offered",
    talking: "inCall",
    held: "held",
    conference: "inCall",
  } as const;
  useKey("together", () => {
    if (settled && !together) actions.conference();
  });
  return (
    <section aria-label={t("consult.title")} className="stack">
      <div className="consult-card" data-active={!withColleague}>
        <Group justify="space-between" wrap="nowrap">
          <strong className="row-title">{card.who}</strong>
          <StateBadge tone={withColleague ? "held" : "inCall"}>
            {t(together ? "consult.conference" : withColleague ? "consult.held" : "consult.talking")}
          </StateBadge>
        </Group>
        <span className="dim small">{t("consult.caller")}</span>
      </div>
      <div className="consult-card" data-active={consult.phase === "talking" || together}>
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
          {t(together ? "consult.apart" : "consult.swap")}
        </WorkButton>
        <WorkButton variant="default" onClick={actions.endConsult} busy={busy.consult === "endConsult"}>
          {t(together ? "consult.remove" : "consult.return")}
        </WorkButton>
      </Group>
      {!together && (
        <>
          <WorkButton
            variant="default"
            onClick={actions.conference}
            disabled={!settled}
            busy={busy.consult === "conference"}
          >
            {t("consult.together")}
          </WorkButton>
          <WorkButton onClick={actions.completeTransfer} disabled={!settled} busy={busy.consult === "completeTransfer"}>
            {t("consult.complete")}
          </WorkButton>
        </>
      )}
      <Refusal failure={failures.consult} />
    </section>
  );
}
