import type { NumberCheck } from "@belfry/contracts";
import { TextInput } from "@mantine/core";
import { IconCircleCheck, IconCircleX } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useDesk } from "../desk/use-desk.tsx";
import { formatNumber } from "../i18n/format.ts";
import { Refusal } from "../parts/refusal.tsx";
import { WorkButton } from "../parts/work-button.tsx";
import { useNumberTrial } from "./use-outbound.ts";

/** "May this number be called?", by the rules as they stand in the form, saved or not. */
export function NumberTrial({ rules }: { rules: unknown }): ReactNode {
  const { t } = useTranslation("admin");
  const [number, setNumber] = useState("");
  const trial = useNumberTrial(rules);
  return (
    <section className="side-panel" aria-labelledby="try-number">
      <h2 id="try-number">{t("outgoing.try")}</h2>
      <p className="dim" style={{ marginBottom: 12 }}>
        {t("outgoing.tryText")}
      </p>
      <form
        noValidate
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (number.trim().length > 1) trial.attempt(number.trim());
        }}
      >
        <TextInput
          label={t("numbers.number")}
          type="tel"
          autoComplete="off"
          value={number}
          onChange={(event) => setNumber(event.currentTarget.value)}
        />
        <div>
          <WorkButton type="submit" variant="default" busy={trial.trying}>
            {t("outgoing.tryButton")}
          </WorkButton>
        </div>
        <Refusal failure={trial.failure} />
        <div role="status">{trial.verdict !== null && <Verdict verdict={trial.verdict} />}</div>
      </form>
    </section>
  );
}

function Verdict({ verdict }: { verdict: NumberCheck }): ReactNode {
  const { t } = useTranslation("admin");
  const { country } = useDesk();
  const { allowed, because, prefix } = verdict;
  const number = verdict.number.startsWith("+") ? formatNumber(verdict.number, country) : verdict.number;
  return (
    <>
      <strong className="toned">
        {allowed ? <IconCircleCheck size={18} aria-hidden /> : <IconCircleX size={18} aria-hidden />}
        {allowed ? t("outgoing.mayCall", { number }) : t("outgoing.mayNotCall", { number })}
      </strong>
      <p className="dim">{t(`outgoing.because.${because}.${allowed ? "yes" : "no"}`, { prefix: prefix ?? "" })}</p>
    </>
  );
}
