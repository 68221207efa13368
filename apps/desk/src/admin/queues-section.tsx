import { API, type Queue, type QueueInput, queue } from "@belfry/contracts";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Collection } from "./collection.tsx";
import { QueueForm } from "./queue-form.tsx";

/** Where callers wait. */
export function QueuesSection(): ReactNode {
  const { t } = useTranslation("admin");
  return (
    <Collection<Queue, QueueInput>
      address={API.queues}
      schema={queue}
      title={t("sections.queues")}
      empty={t("queues.empty")}
      emptyText={t("queues.emptyText")}
      nameOf={(one) => one.name}
      detailOf={(one) =>
        [
          one.members.length === 0 ? t("queues.noMembers") : t("queues.membersCount", { count: one.members.length }),
          one.hours === null ? t("queues.always") : t("queues.byHours"),
        ].join(" · ")
      }
      form={(props) => <QueueForm {...props} />}
    />
  );
}
