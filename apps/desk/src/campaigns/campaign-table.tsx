import type { Campaign } from "@belfry/contracts";
import { Table } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { StateBadge } from "../parts/state-badge.tsx";
import { TableBox } from "../parts/table-box.tsx";
import { CampaignSwitch } from "./campaign-switch.tsx";
import { abandonWords, campaignState } from "./campaign-view.ts";
import { useCampaigns, useProgress } from "./use-campaigns.ts";

/** What the campaigns do right now, for supervisors; nothing where there are none. */
export function CampaignTable(): ReactNode {
  const { t } = useTranslation();
  const { campaigns } = useCampaigns();
  if (campaigns.length === 0) return null;
  return (
    <section style={{ marginBottom: 24 }}>
      <h2 style={{ marginBottom: 8 }}>{t("campaigns.title")}</h2>
      <TableBox label={t("campaigns.title")}>
        <Table verticalSpacing={6}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("campaigns.campaign")}</Table.Th>
              <Table.Th>{t("campaigns.state")}</Table.Th>
              <Table.Th>{t("campaigns.agentsReady")}</Table.Th>
              <Table.Th>{t("campaigns.dialling")}</Table.Th>
              <Table.Th>{t("campaigns.talking")}</Table.Th>
              <Table.Th>{t("campaigns.due")}</Table.Th>
              <Table.Th>{t("campaigns.finished")}</Table.Th>
              <Table.Th>{t("campaigns.abandoned")}</Table.Th>
              <Table.Th>{t("campaigns.pace")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {campaigns.map((one) => (
              <Row key={one.id} campaign={one} />
            ))}
          </Table.Tbody>
        </Table>
      </TableBox>
    </section>
  );
}

function Row({ campaign }: { campaign: Campaign }): ReactNode {
  const { t, i18n } = useTranslation();
  const progress = useProgress(campaign.id);
  const live = progress?.live ?? null;
  const state = campaignState(campaign, progress, t);
  const abandoned = abandonWords(campaign, progress, i18n.language, t);
  const figure = (value: number | undefined) => (value === undefined ? "–" : value.toLocaleString(i18n.language));
  return (
    <Table.Tr>
      <Table.Th scope="row">
        {campaign.name}
        <div className="table-button">
          <CampaignSwitch campaign={campaign} />
        </div>
      </Table.Th>
      <Table.Td>
        <StateBadge tone={state.tone}>{state.label}</StateBadge>
      </Table.Td>
      <Table.Td>{figure(live?.agentsReady)}</Table.Td>
      <Table.Td>{figure(live?.dialling)}</Table.Td>
      <Table.Td>{figure(live?.talking)}</Table.Td>
      <Table.Td>{figure(progress?.due)}</Table.Td>
      <Table.Td>{figure(progress?.finished)}</Table.Td>
      <Table.Td style={abandoned.over ? { color: "var(--trouble-ink)", fontWeight: 600 } : {}}>
        {abandoned.text}
      </Table.Td>
      <Table.Td>{figure(live?.pace)}</Table.Td>
    </Table.Tr>
  );
}
