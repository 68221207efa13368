import { Anchor, Button } from "@mantine/core";
import { IconInfoCircle, IconPhoneX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useDesk } from "../desk/use-desk.tsx";
import { Refusal } from "../parts/refusal.tsx";
import { StateBadge } from "../parts/state-badge.tsx";
import { DemoButton } from "./demo-button.tsx";
import { DialForm } from "./dial-form.tsx";

/** No call: what happens next, what stands in its way, and what can be tried. */
export function IdleCard(): ReactNode {
  const { t } = useTranslation();
  const { state, me, unreachable, health, actions, failures, person, endedAway } = useDesk();
  if (state === null || me === null) return null;
  const kind = me.state.state === "signedOut" ? "signedOut" : me.state.state === "available" ? "available" : "paused";
  const blocked = kind === "available" && unreachable !== null;
  return (
    <div className="card">
      {endedAway !== null && (
        <div className="hint" data-tone="offered">
          <IconPhoneX size={16} aria-hidden />
          <div>
            <p>{endedAway.text}</p>
            <Anchor href={`#/calls/${endedAway.call}`} c="inherit" underline="always">
              {t("idle.endedWhy")}
            </Anchor>
          </div>
        </div>
      )}
      <div className="call-head">
        <StateBadge tone={state.tone}>{state.label}</StateBadge>
        <h2>{blocked ? t("idle.blockedTitle") : t(`idle.${kind}Title`)}</h2>
        {!blocked && <p className="dim">{state.explanation ?? t(`idle.${kind}Text`)}</p>}
      </div>
      {kind !== "available" && (
        <Button onClick={kind === "signedOut" ? actions.signIn : actions.goAvailable}>
          {kind === "signedOut" ? t("state.signIn") : t("state.goAvailable")}
        </Button>
      )}
      <Refusal failure={failures.state} />
      {unreachable !== null && (
        <div className="hint" data-tone="offered">
          <IconInfoCircle size={16} aria-hidden />
          <div>
            <p>{t("idle.blocked", { problem: unreachable })}</p>
            {health?.hint !== null && <p>{health?.hint}</p>}
          </div>
        </div>
      )}
      {health?.problem === "ownedElsewhere" && <TakeOver />}
      {person.organisation.demo && <DemoButton />}
      {kind !== "signedOut" && <DialForm />}
    </div>
  );
}

function TakeOver(): ReactNode {
  const { t } = useTranslation();
  const { actions } = useDesk();
  return (
    <div className="hint">
      <IconInfoCircle size={16} aria-hidden />
      <div>
        <p>{t("phone.elsewhere")}.</p>
        <p className="dim">{t("phone.takeOverHint")}</p>
        <Button size="xs" mt={6} onClick={() => actions.remedy("takeOver")}>
          {t("phone.takeOver")}
        </Button>
      </div>
    </div>
  );
}
