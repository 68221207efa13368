import { ActionIcon } from "@mantine/core";
import { IconPhoneOutgoing } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useDesk } from "../desk/use-desk.tsx";
import { useMyLastCalls } from "../history/use-calls.ts";
import { formatNumber } from "../i18n/format.ts";
import { CallRow } from "./call-row.tsx";

/** The agent's own last calls, the missed ones among them, with a way to call back. */
export function MyCalls(): ReactNode {
  const { t } = useTranslation();
  const { actions, card, me, country } = useDesk();
  const calls = useMyLastCalls(me?.state);
  const free = card === null && me !== null && me.state.state !== "signedOut" && me.state.state !== "wrapUp";
  return (
    <section style={{ marginTop: 16 }}>
      <h2 className="column-title">{t("myCalls.title")}</h2>
      {calls.length === 0 && <p className="dim">{t("myCalls.empty")}</p>}
      <ul className="rows">
        {calls.map((call) => {
          const number = call.direction === "inbound" ? call.caller : call.dialled;
          return (
            <CallRow key={call.id} call={call}>
              {free && number !== null && (
                <ActionIcon
                  variant="subtle"
                  aria-label={`${t("myCalls.callBack")}: ${formatNumber(number, country)}`}
                  onClick={() => void actions.dial({ kind: "number", number }, call.queue, "colleague")}
                >
                  <IconPhoneOutgoing size={16} aria-hidden />
                </ActionIcon>
              )}
            </CallRow>
          );
        })}
      </ul>
    </section>
  );
}
