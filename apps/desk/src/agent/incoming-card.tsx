import { Button } from "@mantine/core";
import { IconArrowBackUp, IconBellRinging, IconPhone, IconPhoneOff } from "@tabler/icons-react";
import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useDesk } from "../desk/use-desk.tsx";
import type { CallCardView } from "../desk/view/call-card-view.ts";
import { formatDuration } from "../i18n/format.ts";
import { Refusal } from "../parts/refusal.tsx";
import { StateBadge } from "../parts/state-badge.tsx";
import { WorkButton } from "../parts/work-button.tsx";
import { CardLink } from "./card-link.tsx";
import { VerifiedBadge } from "./verified-badge.tsx";

/** A call that rings: it fills the phone column, and Answer has the focus. */
export function IncomingCard({ card }: { card: CallCardView }): ReactNode {
  const { t } = useTranslation();
  const { actions, failures, phoneHere, answering, busy } = useDesk();
  const answer = useRef<HTMLButtonElement>(null);
  // With the strip on the other pages, the one place where the focus moves by itself.
  useEffect(() => answer.current?.focus(), []);

  return (
    <div className="card card-full" style={{ background: "var(--offered-fill)" }}>
      <div className="call-head">
        <StateBadge tone="offered">{card.title}</StateBadge>
        <h2 className="call-who">{card.who}</h2>
        {card.number !== null && <p>{card.number}</p>}
        {card.via !== null && <p>{card.via}</p>}
        {card.contact !== null && <CardLink contact={card.contact} />}
      </div>
      <dl className="facts">
        {card.contact !== null && <Fact term={t("preview.campaign")} text={card.contact.campaign} />}
        {card.queue !== null && <Fact term={t("calls.queue")} text={card.queue} />}
        {card.inbound && <Fact term={t("calls.waited")} text={formatDuration(card.waited)} />}
        {card.dialled !== null && <Fact term={t("caller.dialled")} text={card.dialled} />}
        {card.digits !== "" && <Fact term={t("caller.pressed")} text={card.digits} />}
      </dl>
      <div>
        <VerifiedBadge card={card} />
      </div>
      {card.requeued !== null && (
        <div className="hint">
          <IconArrowBackUp size={16} aria-hidden />
          <span>{card.requeued}</span>
        </div>
      )}
      {card.autoAnswer && (
        <div className="hint">
          <IconBellRinging size={16} aria-hidden />
          <span>{t("call.answersItself")}</span>
        </div>
      )}
      {!phoneHere && <div className="hint">{t("call.noPhoneHere")}</div>}
      <Button
        ref={answer}
        size="lg"
        color="#166534"
        leftSection={<IconPhone size={20} aria-hidden />}
        onClick={actions.answer}
        data-loading={answering || undefined}
        disabled={!phoneHere}
      >
        {t("call.answer")}
      </Button>
      <WorkButton
        variant="default"
        leftSection={<IconPhoneOff size={18} aria-hidden />}
        onClick={actions.decline}
        busy={busy.call === "decline"}
      >
        {t("call.decline")}
      </WorkButton>
      <Refusal failure={failures.call} />
    </div>
  );
}

function Fact({ term, text }: { term: string; text: string }): ReactNode {
  return (
    <>
      <dt>{term}</dt>
      <dd>{text}</dd>
    </>
  );
}
