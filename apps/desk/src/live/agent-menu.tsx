import { ActionIcon, Menu } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { AgentRow } from "./use-live.ts";
import type { Supervision } from "./use-supervision.ts";

/** What a supervisor may choose for one agent; nothing where nothing can be chosen. */
export function AgentMenu({ row, supervision }: { row: AgentRow; supervision: Supervision }): ReactNode {
  const { t } = useTranslation();
  const choices = supervision.choicesFor(row);
  const ways = supervision.waysInto(row);
  if (choices.length === 0) return null;
  return (
    <Menu position="bottom-end" width={240} returnFocus withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t("live.chooseFor", { agent: row.name })}>
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {ways.length > 0 && (
          <>
            <Menu.Label>{t("supervise.title")}</Menu.Label>
            {ways.map((mode) => (
              <Menu.Item key={mode} onClick={() => supervision.join(row, mode)}>
                {t(`supervise.${mode}`)}
                <span className="small menu-hint">{t(`supervise.hint.${mode}`)}</span>
              </Menu.Item>
            ))}
            <Menu.Divider />
            <Menu.Label>{t("live.choose")}</Menu.Label>
          </>
        )}
        {choices.map((choice) => (
          <Menu.Item key={choice.key} onClick={() => supervision.choose(row, choice)}>
            {choice.label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
