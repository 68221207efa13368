import { Switch } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useKey } from "../app/keys.tsx";
import { useDesk } from "../desk/use-desk.tsx";
import { Refusal } from "../parts/refusal.tsx";

/** Takes the calls of campaigns, or does not; where there are no campaigns there is no switch. */
export function AutoCalls(): ReactNode {
  const { t } = useTranslation();
  const { autoCalls, actions, failures } = useDesk();
  useKey("autoCalls", () => {
    if (autoCalls !== null) actions.setAutoCalls(!autoCalls);
  });
  if (autoCalls === null) return null;
  return (
    <div className="auto-calls">
      <Switch
        label={t("autoCalls.label")}
        description={t(autoCalls ? "autoCalls.on" : "autoCalls.off")}
        checked={autoCalls}
        onChange={(event) => actions.setAutoCalls(event.currentTarget.checked)}
      />
      <Refusal failure={failures.autoCalls} />
    </div>
  );
}
