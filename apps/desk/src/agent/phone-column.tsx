import type { ReactNode } from "react";
import { useDesk } from "../desk/use-desk.tsx";
import { CallCard } from "./call-card.tsx";
import { IdleCard } from "./idle-card.tsx";
import { IncomingCard } from "./incoming-card.tsx";
import { WrapUp } from "./wrap-up.tsx";

/** One card at a time: what the agent has to do with the phone now. */
export function PhoneColumn(): ReactNode {
  const { card, wrapUp } = useDesk();
  if (wrapUp !== null) return <WrapUp key={wrapUp.call} wrapUp={wrapUp} />;
  if (card === null) return <IdleCard />;
  if (card.phase === "offered") return <IncomingCard key={card.leg} card={card} />;
  return <CallCard key={card.id} card={card} />;
}
