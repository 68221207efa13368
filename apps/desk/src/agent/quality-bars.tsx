import { Button, Collapse } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useDesk } from "../desk/use-desk.tsx";
import type { QualityWords } from "../desk/view/quality-view.ts";

const INKS = [
  "var(--mantine-color-dimmed)",
  "var(--trouble-ink)",
  "var(--offered-ink)",
  "var(--available-ink)",
] as const;

/** Bars and a word; the reasons and the figures on demand. */
export function QualityBars({ quality }: { quality: QualityWords }): ReactNode {
  const { t } = useTranslation();
  const { phone } = useDesk();
  const [open, setOpen] = useState(false);
  const figures = phone?.quality ?? null;
  const rows = [
    [t("quality.rtt"), figures?.rttMs, "ms"],
    [t("quality.jitter"), figures?.jitterMs, "ms"],
    [t("quality.loss"), figures?.lossPercent, "%"],
    [t("quality.mos"), figures?.mos, ""],
    [t("quality.sent"), figures?.packetsSent, ""],
    [t("quality.received"), figures?.packetsReceived, ""],
  ] as const;
  return (
    <section aria-label={t("quality.label")}>
      <div className="quality-row">
        <span className="bars" style={{ color: INKS[quality.bars] }} aria-hidden>
          {[6, 10, 14].map((height, index) => (
            <span key={height} style={{ height }} data-on={index < quality.bars} />
          ))}
        </span>
        <span style={{ flex: "1 0 auto" }}>
          {t("quality.label")}: {quality.label}
        </span>
        <Button variant="subtle" size="compact-sm" aria-expanded={open} onClick={() => setOpen(!open)}>
          {t(quality.troubled ? "quality.details" : "quality.figures")}
        </Button>
      </div>
      <Collapse expanded={open} transitionDuration={100}>
        {quality.reasons.map((reason) => (
          <p key={reason}>{reason}</p>
        ))}
        <dl className="facts small">
          {rows.map(([term, value, unit]) => (
            <div key={term} style={{ display: "contents" }}>
              <dt>{term}</dt>
              <dd>{value === null || value === undefined ? "–" : `${Math.round(value * 10) / 10} ${unit}`}</dd>
            </div>
          ))}
          <dt>{t("quality.codec")}</dt>
          <dd>{figures?.codec ?? "–"}</dd>
        </dl>
      </Collapse>
    </section>
  );
}
