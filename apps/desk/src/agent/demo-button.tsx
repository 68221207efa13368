import { API, demoCall } from "@belfry/contracts";
import { Anchor } from "@mantine/core";
import { IconPhoneIncoming } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ask, failureOf } from "../api/client.ts";
import { useDesk } from "../desk/use-desk.tsx";
import { formatNumber } from "../i18n/format.ts";
import { Refusal } from "../parts/refusal.tsx";
import { WorkButton } from "../parts/work-button.tsx";

/** For a newcomer: a caller that speaks and listens, with one click. */
export function DemoButton(): ReactNode {
  const { t } = useTranslation();
  const { me, country } = useDesk();
  const start = useMutation({ mutationFn: () => ask("POST", API.demoCall, {}, demoCall) });
  const state = me?.state.state;
  const hint = state === "available" ? "idle.demoText" : state === "signedOut" ? "idle.demoSignIn" : "idle.demoState";
  return (
    <section aria-label={t("idle.demoTitle")} className="demo">
      <h3>{t("idle.demoTitle")}</h3>
      <p className="dim">{t(hint)}</p>
      <WorkButton
        variant="default"
        leftSection={<IconPhoneIncoming size={18} aria-hidden />}
        onClick={() => start.mutate()}
        busy={start.isPending}
      >
        {t("idle.demoButton")}
      </WorkButton>
      <p role="status" className="dim">
        {start.isSuccess && t("idle.demoStarted", { number: formatNumber(start.data.dialled, country) })}
      </p>
      <Refusal failure={start.isError ? failureOf(start.error) : null} />
      <p className="dim">
        {t("idle.demoVisitorText")}{" "}
        <Anchor href="/try" target="_blank" rel="noreferrer" underline="always">
          {t("idle.demoVisitor")}
        </Anchor>
      </p>
    </section>
  );
}
