import { Button } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";

/** A browser asks only after a click; what was answered cannot be changed from here. */
export function Notifications(): ReactNode {
  const { t } = useTranslation();
  const [permission, setPermission] = useState(() => ("Notification" in window ? Notification.permission : "denied"));
  return (
    <section className="section">
      <h2 style={{ marginBottom: 4 }}>{t("audio.notifications")}</h2>
      <p className="dim">{t("audio.notifyHint")}</p>
      {permission === "default" && (
        <Button
          variant="default"
          size="xs"
          mt={6}
          onClick={() => void Notification.requestPermission().then(setPermission)}
        >
          {t("audio.notifyAllow")}
        </Button>
      )}
      <p role="status">
        {permission === "granted" && t("audio.notifyOn")}
        {permission === "denied" && t("audio.notifyDenied")}
      </p>
    </section>
  );
}
