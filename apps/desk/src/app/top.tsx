import type { ReactNode } from "react";
import { PhonePill } from "../agent/phone-pill.tsx";
import { QueueStrip } from "../agent/queue-strip.tsx";
import { StateSwitch } from "../agent/state-switch.tsx";
import { useDesk } from "../desk/use-desk.tsx";
import { AccountMenu } from "./account-menu.tsx";
import type { PageName } from "./pages.ts";

export function Top({ current, pages }: { current: string; pages: readonly PageName[] }): ReactNode {
  const { person, me } = useDesk();
  return (
    <header className="top">
      <span className="organisation">{person.organisation.name}</span>
      <div className="top-grow">
        <QueueStrip />
      </div>
      <PhonePill />
      {me !== null && <StateSwitch />}
      <AccountMenu current={current} pages={pages} />
    </header>
  );
}
