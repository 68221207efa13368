import type { QueueView } from "@belfry/contracts";
import { Popover } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useDesk } from "../desk/use-desk.tsx";
import { Since } from "../parts/timer.tsx";

const SHOWN = 2;

/** The agent's queues in the header: the first ones always in the same place, all of them behind one click. */
export function QueueStrip(): ReactNode {
  const { t } = useTranslation();
  const { queues } = useDesk();
  if (queues.length === 0) return null;
  const more = queues.length - SHOWN;
  return (
    <div style={{ display: "flex", gap: 16, alignItems: "center" }}>
      <ul className="queue-strip only-wide" aria-label={t("queues.title")}>
        {queues.slice(0, SHOWN).map((queue) => (
          <li key={queue.id}>
            <QueueWords queue={queue} />
          </li>
        ))}
      </ul>
      <Popover position="bottom-start">
        <Popover.Target>
          <button type="button" className={more > 0 ? "pill" : "pill only-medium"}>
            {more > 0 && <span className="only-wide">{t("queues.more", { count: more })}</span>}
            <span className="only-medium">
              {t("queues.title")}: {t("queues.waiting", { count: queues.reduce((sum, one) => sum + one.waiting, 0) })}
            </span>
          </button>
        </Popover.Target>
        <Popover.Dropdown>
          <QueueList queues={queues} />
        </Popover.Dropdown>
      </Popover>
    </div>
  );
}

export function QueueList({ queues }: { queues: readonly QueueView[] }): ReactNode {
  return (
    <ul className="rows">
      {queues.map((queue) => (
        <li key={queue.id} className="row">
          <QueueWords queue={queue} />
        </li>
      ))}
    </ul>
  );
}

function QueueWords({ queue }: { queue: QueueView }): ReactNode {
  const { t } = useTranslation();
  return (
    <span>
      {queue.name} <strong>{t("queues.waiting", { count: queue.waiting })}</strong>
      {queue.longestSince !== null && queue.waiting > 0 && (
        <>
          {" "}
          <Since at={queue.longestSince} className="dim" />
        </>
      )}
      {!queue.open && <span className="dim"> · {t("queues.closed")}</span>}
    </span>
  );
}
