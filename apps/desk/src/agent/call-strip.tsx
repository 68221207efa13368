import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useDesk } from "../desk/use-desk.tsx";
import { StateBadge } from "../parts/state-badge.tsx";
import { Since } from "../parts/timer.tsx";

/** The call on pages that are not the phone: it stays in sight and in reach. */
export function CallStrip(): ReactNode {
  const { t } = useTranslation();
  const { card, wrapUp, actions, phoneHere } = useDesk();
  if (wrapUp !== null) {
    return (
      <div className="strip">
        <StateBadge tone="wrapUp">{t("wrapUp.title")}</StateBadge>
        <Button component="a" href="#/phone" size="xs" variant="default">
          {t("call.open")}
        </Button>
      </div>
    );
  }
  if (card === null) return null;
  const offered = card.phase === "offered";
  const { supervising } = card;
  if (supervising !== null) {
    return (
      <section className="strip" aria-label={t("supervise.title")}>
        <StateBadge tone="inCall">{t(`supervise.${supervising.mode}`)}</StateBadge>
        <strong>{supervising.name}</strong>
        <Since at={card.answeredAt ?? card.startedAt} />
        <Button size="xs" variant="default" onClick={actions.hangUp}>
          {t("supervise.leave")}
        </Button>
        <Button component="a" href="#/phone" size="xs" variant="default">
          {t("call.open")}
        </Button>
      </section>
    );
  }
  return (
    <section className="strip" aria-label={t("call.title")}>
      <StateBadge tone={offered ? "offered" : card.phase === "held" && card.consult === null ? "held" : "inCall"}>
        {offered ? card.title : card.phase === "held" && card.consult === null ? t("call.onHold") : t("call.title")}
      </StateBadge>
      <strong>{card.who}</strong>
      <span className="dim">{card.queue}</span>
      {card.supervisor !== null && <span className="dim">{card.supervisor.text}</span>}
      {!offered && <Since at={card.answeredAt ?? card.startedAt} />}
      {offered && (
        <Button size="xs" color="#166534" autoFocus onClick={actions.answer} disabled={!phoneHere}>
          {t("call.answer")}
        </Button>
      )}
      <Button size="xs" variant="default" onClick={offered ? actions.decline : actions.hangUp}>
        {offered ? t("call.decline") : t("call.hangUp")}
      </Button>
      <Button component="a" href="#/phone" size="xs" variant="default">
        {t("call.open")}
      </Button>
    </section>
  );
}
