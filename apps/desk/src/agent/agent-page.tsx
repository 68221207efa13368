import { Button, Drawer } from "@mantine/core";
import { IconHistory, IconPhone, IconUser, IconUsers } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { createPortal } from "react-dom";
import { useTranslation } from "react-i18next";
import { useDesk } from "../desk/use-desk.tsx";
import { Empty } from "../parts/empty.tsx";
import { CallerColumn } from "./caller-column.tsx";
import { Colleagues } from "./colleagues.tsx";
import { MyCalls } from "./my-calls.tsx";
import { PhoneColumn } from "./phone-column.tsx";

const TABS = [
  { name: "phone", Icon: IconPhone },
  { name: "caller", Icon: IconUser },
  { name: "colleagues", Icon: IconUsers },
  { name: "calls", Icon: IconHistory },
] as const;

/** Three columns; under 1,200 px the colleagues are a drawer, under 768 px one part at a time with tabs below. */
export function AgentPage(): ReactNode {
  const { t } = useTranslation();
  const { me, person, link } = useDesk();
  const [tab, setTab] = useState<(typeof TABS)[number]["name"]>("phone");
  const [drawer, setDrawer] = useState(false);

  if (me === null) {
    if (link === "connecting") return <p className="page dim">{t("connection.first")}</p>;
    return (
      <div className="page">
        <h1 className="visually-hidden">{t("nav.phone")}</h1>
        {person.extension === null && <Empty title={t("idle.noExtension")} text={t("idle.noExtensionText")} />}
      </div>
    );
  }
  return (
    <>
      <h1 className="visually-hidden">{t("nav.phone")}</h1>
      <div className="agent" data-tab={tab}>
        <PhoneColumn />
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a column that scrolls must be reached by keys */}
        <section className="column column-caller" aria-label={t("caller.title")} tabIndex={0}>
          <div className="only-medium" style={{ float: "right" }}>
            <Button
              variant="default"
              size="xs"
              leftSection={<IconUsers size={14} aria-hidden />}
              onClick={() => setDrawer(true)}
            >
              {t("colleagues.open")}
            </Button>
          </div>
          <CallerColumn />
        </section>
        <section className="column column-colleagues" aria-label={t("colleagues.title")}>
          <Colleagues />
          <div className="not-narrow">
            <MyCalls />
          </div>
        </section>
        <section className="column column-calls" aria-label={t("myCalls.title")}>
          <MyCalls />
        </section>
      </div>
      <Drawer
        opened={drawer}
        onClose={() => setDrawer(false)}
        position="right"
        size={320}
        title={t("colleagues.title")}
      >
        <Colleagues />
        <MyCalls />
      </Drawer>
      <BottomTabs tab={tab} choose={setTab} />
    </>
  );
}

type TabName = (typeof TABS)[number]["name"];

/** Stands in the frame's own row, so that it stays in reach of a thumb whatever is scrolled. */
function BottomTabs({ tab, choose }: { tab: TabName; choose: (tab: TabName) => void }): ReactNode {
  const { t } = useTranslation();
  const frame = document.querySelector(".shell");
  if (frame === null) return null;
  return createPortal(
    <nav className="bottom-tabs" aria-label={t("tabs.label")}>
      {TABS.map(({ name, Icon }) => (
        <button
          key={name}
          type="button"
          className="bottom-tab"
          aria-pressed={tab === name}
          onClick={() => choose(name)}
        >
          <Icon size={20} aria-hidden stroke={1.6} />
          {t(`tabs.${name}`)}
        </button>
      ))}
    </nav>,
    frame,
  );
}
