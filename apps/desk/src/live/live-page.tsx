import { Button, Group } from "@mantine/core";
import { IconMaximize, IconMinimize } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { CampaignTable } from "../campaigns/campaign-table.tsx";
import { useDesk } from "../desk/use-desk.tsx";
import { AgentTable } from "./agent-table.tsx";
import { QueueTable } from "./queue-table.tsx";

/** Queues above agents, in place: rows change, and move only when somebody sorts. */
export default function LivePage(): ReactNode {
  const { t } = useTranslation();
  const [big, setBig] = useState(false);
  const { person } = useDesk();
  const supervises = person.roles.some((role) => role === "supervisor" || role === "admin");
  return (
    <div className={big ? "page big" : "page"}>
      <Group justify="space-between" mb="md">
        <h1>{t("live.title")}</h1>
        <Button
          variant="default"
          size="xs"
          className="not-narrow"
          leftSection={big ? <IconMinimize size={14} aria-hidden /> : <IconMaximize size={14} aria-hidden />}
          onClick={() => setBig(!big)}
        >
          {big ? t("live.small") : t("live.big")}
        </Button>
      </Group>
      <QueueTable big={big} />
      {supervises && <CampaignTable />}
      <AgentTable big={big} />
    </div>
  );
}
