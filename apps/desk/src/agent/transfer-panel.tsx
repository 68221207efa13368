import { Group } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useDesk } from "../desk/use-desk.tsx";
import { Refusal } from "../parts/refusal.tsx";
import { WorkButton } from "../parts/work-button.tsx";
import { TargetPicker } from "./target-picker.tsx";
import type { Target } from "./targets.ts";

/** Transfer at once, or ask first. Stands in the phone column: the call stays in sight. */
export function TransferPanel({ done }: { done: () => void }): ReactNode {
  const { t } = useTranslation();
  const { actions, failures, busy } = useDesk();
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState<Target | null>(null);
  return (
    <section aria-label={t("call.transfer")} className="stack">
      <TargetPicker
        label={t("transfer.title")}
        placeholder={t("transfer.placeholder")}
        value={text}
        onText={setText}
        chosen={chosen}
        choose={setChosen}
        takeFocus
      />
      {chosen !== null && (
        <Group grow>
          <WorkButton
            busy={busy.transfer === "transfer"}
            onClick={async () => {
              if (await actions.transfer(chosen.target)) done();
            }}
          >
            {t("transfer.now")}
          </WorkButton>
          {chosen.target.kind !== "queue" && (
            <WorkButton
              variant="default"
              busy={busy.transfer === "consult"}
              onClick={async () => {
                if (await actions.consult(chosen.target)) done();
              }}
            >
              {t("transfer.ask")}
            </WorkButton>
          )}
        </Group>
      )}
      <Refusal failure={failures.transfer} />
    </section>
  );
}
