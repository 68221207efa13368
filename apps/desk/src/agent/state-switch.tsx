import { Menu } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useKey } from "../app/keys.tsx";
import { useDesk } from "../desk/use-desk.tsx";
import { Refusal } from "../parts/refusal.tsx";
import { ToneIcon, toneStyle } from "../parts/state-badge.tsx";
import { Since } from "../parts/timer.tsx";

/** Colour, icon, word and time of the current state; a choice made during a call is shown beside it at once. */
export function StateSwitch(): ReactNode {
  const { t } = useTranslation();
  const { state, me, pauses, failures, actions } = useDesk();
  const [opened, setOpened] = useState(false);
  useKey("state", () => setOpened((was) => !was));
  if (state === null || me === null) return null;
  const now = me.state.state;
  return (
    <div className="state-switch">
      <Menu
        opened={opened || failures.state !== undefined}
        onChange={setOpened}
        position="bottom-end"
        width={260}
        returnFocus
        // Its placeholder for the focus is none of the things that a menu may hold.
        withInitialFocusPlaceholder={false}
      >
        <Menu.Target>
          <button
            type="button"
            className="state-button"
            data-tone={state.tone}
            style={toneStyle(state.tone)}
            onClick={() => setOpened((was) => !was)}
          >
            <ToneIcon tone={state.tone} />
            <span className="visually-hidden">{t("state.switchTo")}</span>
            <span>{state.label}</span>
            {state.pending !== null && (
              <span className="state-pending">→ {t("state.next", { state: state.pending })}</span>
            )}
            {now !== "signedOut" && <Since at={state.since} />}
            <IconChevronDown size={14} aria-hidden />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {failures.state !== undefined && (
            <div style={{ padding: 8 }}>
              <Refusal failure={failures.state} />
            </div>
          )}
          <Menu.Item
            leftSection={<Toned tone="available" />}
            onClick={actions.goAvailable}
            disabled={now === "available"}
          >
            {t("state.goAvailable")}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Label>{t("state.pauses")}</Menu.Label>
          {pauses.length === 0 && <Menu.Label>{t("state.noPauses")}</Menu.Label>}
          {pauses.map((pause) => (
            <Menu.Item key={pause.id} leftSection={<Toned tone="paused" />} onClick={() => actions.pause(pause.id)}>
              {pause.name}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item
            leftSection={<Toned tone="signedOut" />}
            onClick={now === "signedOut" ? actions.signIn : actions.signOut}
          >
            {now === "signedOut" ? t("state.signIn") : t("state.signOut")}
          </Menu.Item>
          {(now === "inCall" || now === "wrapUp" || now === "offered") && (
            <Menu.Label>{t("state.pendingShown")}</Menu.Label>
          )}
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}

function Toned({ tone }: { tone: "available" | "paused" | "signedOut" }): ReactNode {
  return (
    <span style={{ display: "flex", color: `var(--${tone}-ink)` }}>
      <ToneIcon tone={tone} />
    </span>
  );
}
