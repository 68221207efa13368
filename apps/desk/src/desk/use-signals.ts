import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useDesk } from "./use-desk.tsx";

function setIcon(name: string): void {
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (link !== null) link.href = `/${name}.svg`;
}

/** What tells of a call where the page cannot be seen: the title, the icon of the tab, and a notification. */
export function useSignals(): void {
  const { t } = useTranslation();
  const { card } = useDesk();
  const ringing = card?.phase === "offered";
  const inCall = card !== null && !ringing;
  const who = card?.who ?? "";
  const queue = card?.queue ?? "";
  const leg = card?.leg ?? null;

  useEffect(() => {
    if (ringing) {
      document.title = t("ring.title", { caller: who });
      setIcon("favicon-ringing");
    } else {
      document.title = inCall ? t("ring.inCallTitle") : t("app.name");
      setIcon(inCall ? "favicon-call" : "favicon");
    }
  }, [ringing, inCall, who, t]);

  useEffect(() => {
    if (!ringing || leg === null || !document.hidden) return;
    if (!("Notification" in window) || Notification.permission !== "granted") return;
    const body = queue === "" ? who : t("ring.notifyBody", { caller: who, queue });
    const notification = new Notification(t("ring.notify"), { body, tag: leg, icon: "/favicon-ringing.svg" });
    notification.onclick = () => {
      window.focus();
      notification.close();
    };
    return () => notification.close();
  }, [ringing, leg, who, queue, t]);
}
