import { ActionIcon, Popover } from "@mantine/core";
import { type Icon, IconDevices, IconHeadphones, IconKeyboard, IconLogout, IconUser } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSignOut } from "../api/session.ts";
import { useDesk } from "../desk/use-desk.tsx";
import { useKeys } from "./keys.tsx";
import type { PageName } from "./pages.ts";
import { LanguageSelect, ThemeSelect } from "./preferences.tsx";
import { PAGE_ICONS } from "./rail.tsx";

/**
 * What belongs to the person; on a narrow screen also the pages, for which the rail has no room. It holds lists to
 * choose from, which a menu must not: so it is a small panel of links and buttons.
 */
export function AccountMenu({ current, pages }: { current: string; pages: readonly PageName[] }): ReactNode {
  const { t } = useTranslation();
  const { person } = useDesk();
  const signOut = useSignOut();
  const keys = useKeys();
  const [opened, setOpened] = useState(false);
  const close = (): void => setOpened(false);
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" width={260} trapFocus returnFocus>
      <Popover.Target>
        <ActionIcon
          className="account"
          variant="default"
          size={34}
          radius="xl"
          aria-label={`${t("nav.account")}: ${person.name}`}
          onClick={() => setOpened((was) => !was)}
        >
          <IconUser size={18} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown p={6} aria-label={t("nav.account")}>
        <p className="account-name dim small">
          {person.name}
          {person.extension !== null && ` · ${person.extension}`}
        </p>
        <nav className="only-narrow" aria-label={t("nav.label")}>
          {pages.map((page) => (
            <Entry key={page} Icon={PAGE_ICONS[page]} href={`#/${page}`} current={page === current} done={close}>
              {t(`nav.${page}`)}
            </Entry>
          ))}
          <hr />
        </nav>
        {person.extension !== null && (
          <Entry Icon={IconHeadphones} href="#/audio" current={current === "audio"} done={close}>
            {t("nav.audio")}
          </Entry>
        )}
        <Entry Icon={IconDevices} href="#/sessions" current={current === "sessions"} done={close}>
          {t("nav.sessions")}
        </Entry>
        <button
          type="button"
          className="choice"
          onClick={() => {
            close();
            keys.show();
          }}
        >
          <IconKeyboard size={16} aria-hidden />
          <span className="row-main">{t("nav.keys")}</span>
          <kbd>?</kbd>
        </button>
        <hr />
        <div className="account-choices">
          <LanguageSelect account />
          <ThemeSelect />
        </div>
        <hr />
        <button type="button" className="choice" onClick={() => signOut.mutate()}>
          <IconLogout size={16} aria-hidden />
          {t("nav.signOut")}
        </button>
      </Popover.Dropdown>
    </Popover>
  );
}

function Entry(props: {
  Icon: Icon;
  href: string;
  current: boolean;
  done: () => void;
  children: ReactNode;
}): ReactNode {
  const { Icon } = props;
  return (
    <a className="choice" href={props.href} aria-current={props.current ? "page" : undefined} onClick={props.done}>
      <Icon size={16} aria-hidden />
      {props.children}
    </a>
  );
}
