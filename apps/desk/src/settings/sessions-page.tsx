import { IconDeviceDesktop } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { failureOf } from "../api/client.ts";
import { formatDateTime } from "../i18n/format.ts";
import { Refusal } from "../parts/refusal.tsx";
import { StateBadge } from "../parts/state-badge.tsx";
import { WorkButton } from "../parts/work-button.tsx";
import { browserName } from "./browser-name.ts";
import { PasswordSection } from "./password-form.tsx";
import { useSessions } from "./use-sessions.ts";

/** The password, and everywhere this person is signed in with a way to end the others. */
export default function SessionsPage(): ReactNode {
  const { t, i18n } = useTranslation();
  const { list, end, sessions } = useSessions();
  const others = sessions.filter((one) => !one.current);
  return (
    <div className="narrow-page">
      <h1 className="section">{t("sessions.pageTitle")}</h1>
      <PasswordSection />
      <h2>{t("sessions.title")}</h2>
      <p className="dim">{t("sessions.intro")}</p>
      <Refusal failure={list.isError ? failureOf(list.error) : end.isError ? failureOf(end.error) : null} />
      <ul className="rows">
        {sessions.map((one) => (
          <li key={one.id} className="row">
            <IconDeviceDesktop size={20} aria-hidden />
            <div className="row-main">
              <div>
                {browserName(one.userAgent)} <span className="dim">· {one.address}</span>{" "}
                {one.current && <StateBadge tone="available">{t("sessions.current")}</StateBadge>}
              </div>
              <div className="dim small">
                {t("sessions.since", { time: formatDateTime(one.createdAt, i18n.language) })} ·{" "}
                {t("sessions.seen", { time: formatDateTime(one.lastSeenAt, i18n.language) })}
              </div>
            </div>
            {!one.current && (
              <WorkButton variant="default" size="xs" onClick={() => end.mutate([one.id])} busy={end.isPending}>
                {t("sessions.end")}
              </WorkButton>
            )}
          </li>
        ))}
      </ul>
      <p role="status" className="dim">
        {end.isSuccess && t("sessions.ended")}
      </p>
      {list.isSuccess && others.length === 0 && <p className="dim">{t("sessions.only")}</p>}
      {others.length > 1 && (
        <WorkButton variant="default" onClick={() => end.mutate(others.map((one) => one.id))} busy={end.isPending}>
          {t("sessions.endOthers")}
        </WorkButton>
      )}
    </div>
  );
}
