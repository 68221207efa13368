import type { Campaign } from "@belfry/contracts";
import { IconPlayerPlay, IconPlayerStop } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Refusal } from "../parts/refusal.tsx";
import { WorkButton } from "../parts/work-button.tsx";
import { useCampaignDeeds } from "./use-campaigns.ts";

/** Starts a campaign that stands, stops one that runs. */
export function CampaignSwitch({ campaign }: { campaign: Campaign }): ReactNode {
  const { t } = useTranslation();
  const { busy, failure, run } = useCampaignDeeds(campaign);
  const { name, running } = campaign;
  return (
    <>
      <WorkButton
        size="xs"
        variant={running ? "default" : "filled"}
        busy={busy}
        leftSection={running ? <IconPlayerStop size={14} aria-hidden /> : <IconPlayerPlay size={14} aria-hidden />}
        aria-label={t(running ? "campaigns.stopNamed" : "campaigns.startNamed", { name })}
        onClick={() => run(!running)}
      >
        {t(running ? "campaigns.stop" : "campaigns.start")}
      </WorkButton>
      {failure !== null && <Refusal failure={failure} />}
    </>
  );
}
