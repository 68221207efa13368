import { Button } from "@mantine/core";
import { IconClock, IconPhone, IconPlayerSkipForward } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useKey } from "../app/keys.tsx";
import type { PreviewCardView } from "../desk/desk-view.ts";
import { useDesk } from "../desk/use-desk.tsx";
import { formatDuration } from "../i18n/format.ts";
import { Refusal } from "../parts/refusal.tsx";
import { StateBadge } from "../parts/state-badge.tsx";
import { useTimeLeft } from "../parts/timer.tsx";
import { WorkButton } from "../parts/work-button.tsx";
import { CardLink } from "./card-link.tsx";

/** Somebody to be called: read the card, then call or pass on. */
export function PreviewCard({ preview }: { preview: PreviewCardView }): ReactNode {
  const { t } = useTranslation();
  const { actions, failures, busy } = useDesk();
  const left = useTimeLeft(preview.until);
  const call = () => actions.callContact(preview.contact.id);
  const skip = () => actions.skipContact(preview.contact.id);
  useKey("answer", call);
  useKey("hangUp", skip);
  return (
    <section className="card" aria-label={t("preview.title")}>
      <div className="call-head">
        <StateBadge tone="offered">{t("preview.title")}</StateBadge>
        <h2 className="call-who">{preview.who}</h2>
        <p className="dim">{[preview.number, preview.contact.campaign].filter((part) => part !== null).join(" · ")}</p>
        <CardLink contact={preview.contact} />
        {left !== null && (
          <p role="timer">
            <IconClock size={14} aria-hidden /> {t("preview.left", { time: formatDuration(left) })}
          </p>
        )}
      </div>
      <Button
        size="lg"
        color="#166534"
        leftSection={<IconPhone size={20} aria-hidden />}
        data-loading={busy.preview === "callContact" || undefined}
        onClick={call}
      >
        {t("preview.call")}
      </Button>
      <WorkButton
        variant="default"
        leftSection={<IconPlayerSkipForward size={18} aria-hidden />}
        busy={busy.preview === "skipContact"}
        onClick={skip}
      >
        {t("preview.skip")}
      </WorkButton>
      <p className="dim small">{t("preview.hint")}</p>
      <Refusal failure={failures.preview} />
    </section>
  );
}
