import { ActionIcon, Menu } from "@mantine/core";
import { IconDevices, IconHeadphones, IconKeyboard, IconLogout, IconUser } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSignOut } from "../api/session.ts";
import { useDesk } from "../desk/use-desk.tsx";
import { useKeys } from "./keys.tsx";
import type { PageName } from "./pages.ts";
import { LanguageSelect, ThemeSelect } from "./preferences.tsx";
import { PAGE_ICONS } from "./rail.tsx";

/** What belongs to the person; on a narrow screen also the pages, for which the rail has no room. */
export function AccountMenu({ current, pages }: { current: string; pages: readonly PageName[] }): ReactNode {
  const { t } = useTranslation();
  const { person } = useDesk();
  const signOut = useSignOut();
  const keys = useKeys();
  const [opened, setOpened] = useState(false);
  return (
    <Menu opened={opened} onChange={setOpened} position="bottom-end" width={260} returnFocus>
      <Menu.Target>
        <ActionIcon
          className="account"
          variant="default"
          size={34}
          radius="xl"
          aria-label={`${t("nav.account")}: ${person.name}`}
        >
          <IconUser size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {person.name}
          {person.extension !== null && ` · ${person.extension}`}
        </Menu.Label>
        <div className="only-narrow">
          {pages.map((page) => {
            const Icon = PAGE_ICONS[page];
            return (
              <Menu.Item
                key={page}
                component="a"
                href={`#/${page}`}
                leftSection={<Icon size={16} aria-hidden />}
                aria-current={page === current ? "page" : undefined}
              >
                {t(`nav.${page}`)}
              </Menu.Item>
            );
          })}
          <Menu.Divider />
        </div>
        {person.extension !== null && (
          <Menu.Item component="a" href="#/audio" leftSection={<IconHeadphones size={16} aria-hidden />}>
            {t("nav.audio")}
          </Menu.Item>
        )}
        <Menu.Item component="a" href="#/sessions" leftSection={<IconDevices size={16} aria-hidden />}>
          {t("nav.sessions")}
        </Menu.Item>
        <Menu.Item leftSection={<IconKeyboard size={16} aria-hidden />} onClick={keys.show} rightSection={<kbd>?</kbd>}>
          {t("nav.keys")}
        </Menu.Item>
        <Menu.Divider />
        <div style={{ padding: "4px 12px 8px" }}>
          <LanguageSelect account />
          <ThemeSelect />
        </div>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => signOut.mutate()}>
          {t("nav.signOut")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
