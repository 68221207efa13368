import { IconWifiOff } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useDesk } from "../desk/use-desk.tsx";
import { failureText } from "../parts/refusal.tsx";

export function ConnectionBanner(): ReactNode {
  const { t } = useTranslation();
  const { link, card, refused } = useDesk();
  if (refused !== null && link !== "ended") {
    return (
      <div className="banner" role="alert">
        <IconWifiOff size={16} aria-hidden />
        <span>{failureText(refused, t)}</span>
      </div>
    );
  }
  if (link !== "lost") return null;
  return (
    <div className="banner">
      <IconWifiOff size={16} aria-hidden />
      <span>
        {t(card === null ? "connection.lostIdle" : "connection.lost")}{" "}
        <span style={{ fontWeight: 400 }}>{t("connection.lostDetail")}</span>
      </span>
    </div>
  );
}
