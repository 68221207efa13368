import { NativeSelect } from "@mantine/core";
import { IconPhoneOutgoing } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useDesk } from "../desk/use-desk.tsx";
import { Refusal } from "../parts/refusal.tsx";
import { WorkButton } from "../parts/work-button.tsx";
import { TargetPicker } from "./target-picker.tsx";
import type { Target } from "./targets.ts";

/** Calls a colleague, a queue or a number; the queue says for whom, and which call codes apply afterwards. */
export function DialForm(): ReactNode {
  const { t } = useTranslation();
  const { actions, failures, busy, queues } = useDesk();
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState<Target | null>(null);
  const [queue, setQueue] = useState("");
  return (
    <section aria-label={t("idle.dialTitle")} className="stack">
      <TargetPicker
        label={t("idle.dialTitle")}
        placeholder={t("idle.dialPlaceholder")}
        value={text}
        onText={setText}
        chosen={chosen}
        choose={setChosen}
        listWhenEmpty={false}
      />
      {chosen !== null && (
        <>
          {chosen.target.kind === "number" && queues.length > 0 && (
            <NativeSelect
              label={t("idle.fromQueue")}
              value={queue}
              onChange={(event) => setQueue(event.currentTarget.value)}
            >
              <option value="">{t("idle.noQueue")}</option>
              {queues.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.name}
                </option>
              ))}
            </NativeSelect>
          )}
          <WorkButton
            leftSection={<IconPhoneOutgoing size={18} aria-hidden />}
            busy={busy.dial === "dial"}
            onClick={() => void actions.dial(chosen.target, queue === "" ? null : queue)}
          >
            {t("idle.dial")}: {chosen.name}
          </WorkButton>
        </>
      )}
      <Refusal failure={failures.dial} />
    </section>
  );
}
