import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useDesk } from "../desk/use-desk.tsx";
import { AutoCalls } from "./auto-calls.tsx";
import { CallCard } from "./call-card.tsx";
import { IdleCard } from "./idle-card.tsx";
import { IncomingCard } from "./incoming-card.tsx";
import { PreviewCard } from "./preview-card.tsx";
import { SupervisionCard } from "./supervision-card.tsx";
import { WrapUp } from "./wrap-up.tsx";

/** One card at a time: what the agent has to do with the phone now. */
export function PhoneColumn(): ReactNode {
  const { t } = useTranslation();
  const column = useRef<HTMLElement>(null);
  const focused = useRef<Element | null>(null);
  // A card takes the focus with it when it goes. The column keeps it, so that the next Tab is in the card that came.
  useEffect(() => {
    if (focused.current?.isConnected !== false) return;
    focused.current = null;
    if (document.activeElement === document.body) column.current?.focus();
  });
  return (
    <section
      ref={column}
      tabIndex={-1}
      className="column column-phone"
      aria-label={t("tabs.phone")}
      onFocus={({ target }) => {
        focused.current = target;
      }}
      onBlur={({ target }) => {
        if (target.isConnected && !target.matches(":disabled")) focused.current = null;
      }}
    >
      <Card />
      <AutoCalls />
    </section>
  );
}

function Card(): ReactNode {
  const { card, wrapUp, preview } = useDesk();
  if (wrapUp !== null) return <WrapUp key={wrapUp.call} wrapUp={wrapUp} />;
  if (card === null && preview !== null) return <PreviewCard key={preview.contact.id} preview={preview} />;
  if (card === null) return <IdleCard />;
  if (card.phase === "offered") return <IncomingCard key={card.leg} card={card} />;
  if (card.supervising !== null) return <SupervisionCard key={card.id} card={card} supervising={card.supervising} />;
  return <CallCard key={card.id} card={card} />;
}
