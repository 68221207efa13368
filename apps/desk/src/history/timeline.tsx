import type { CallEvent } from "@belfry/contracts";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useDesk } from "../desk/use-desk.tsx";
import { formatDuration, formatNumber, formatTimeWithSeconds } from "../i18n/format.ts";
import { describeEvent, type EventNames } from "./describe-event.ts";

/** The call's events in words, with the time since its start. */
export function Timeline(props: {
  events: readonly CallEvent[];
  startedAt: number;
  /** Null while the call goes on. */
  endedAt: number | null;
}): ReactNode {
  const { events, startedAt, endedAt } = props;
  const { t } = useTranslation();
  const { country, person, colleagues, queues } = useDesk();
  const names: EventNames = {
    person: (id) => (id === person.person ? person.name : (colleagues.find((one) => one.id === id)?.name ?? id)),
    queue: (id) => queues.find((one) => one.id === id)?.name ?? id,
    number: (number) => formatNumber(number, country),
  };
  return (
    <ol className="timeline">
      {events.map((event, index) => {
        const { text, bad } = describeEvent(event, t, names);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: events may share an instant, and never change their order
          <li key={`${event.at}-${index}`} data-tone={bad ? "bad" : "plain"}>
            <When at={event.at} startedAt={startedAt} />
            <span>{text}</span>
          </li>
        );
      })}
      {endedAt !== null && (
        <li data-tone="plain">
          <When at={endedAt} startedAt={startedAt} />
          <span>{t("cause.normal")}</span>
        </li>
      )}
    </ol>
  );
}

function When({ at, startedAt }: { at: number; startedAt: number }): ReactNode {
  const { i18n } = useTranslation();
  return (
    <span>
      <time dateTime={new Date(at).toISOString()}>{formatTimeWithSeconds(at, i18n.language)}</time>
      <br />
      <span className="dim small">+{formatDuration(at - startedAt)}</span>
    </span>
  );
}
