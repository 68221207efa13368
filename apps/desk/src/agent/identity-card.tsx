import type { VerifiedAttribute } from "@belfry/contracts";
import { Anchor, Button } from "@mantine/core";
import { IconClockExclamation, IconClockX, IconExternalLink, IconFlask, IconShieldQuestion } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { CARD_WINDOW } from "../desk/raised-card.ts";
import { useDesk } from "../desk/use-desk.tsx";
import type { CallCardView } from "../desk/view/call-card-view.ts";
import { formatDate, formatDateTime, formatMinutesLeft, formatNumber, formatTime } from "../i18n/format.ts";
import { Refusal } from "../parts/refusal.tsx";
import { type Identity, isDemo, useIdentity } from "./use-identity.ts";
import { VerifiedBadge } from "./verified-badge.tsx";

const SOON = 5 * 60_000;

/** Who calls, as they have shown it: each fact with its source and time, for as long as it may be known. */
export function IdentityCard({ card }: { card: CallCardView }): ReactNode {
  const { t } = useTranslation();
  const identity = useIdentity(card);
  if (card.verification === null && !card.inbound) return null;
  return (
    <section className="section identity" aria-labelledby="identity-title">
      <div className="identity-head">
        <h3 id="identity-title" className="column-title">
          {t("identity.title")}
        </h3>
        <VerifiedBadge card={card} />
      </div>
      {identity === null ? <Unknown card={card} /> : <Known identity={identity} />}
    </section>
  );
}

function Unknown({ card }: { card: CallCardView }): ReactNode {
  const { t } = useTranslation();
  if (card.supervising !== null) return <p className="dim">{t("identity.supervising")}</p>;
  return (
    <div className="hint">
      <IconShieldQuestion size={16} aria-hidden />
      <span>{t("caller.notVerified")}</span>
    </div>
  );
}

function Known({ identity }: { identity: Identity }): ReactNode {
  const { t } = useTranslation();
  return (
    <>
      {identity.state === "loading" && <p className="dim">{t("identity.loading")}</p>}
      {identity.state === "failed" && (
        <>
          <Refusal failure={identity.failure} />
          <Button variant="default" size="xs" onClick={identity.again} style={{ marginTop: 8 }}>
            {t("identity.again")}
          </Button>
        </>
      )}
      {identity.state === "known" && <Facts identity={identity} />}
      <TimeLeft identity={identity} />
    </>
  );
}

function Facts({ identity }: { identity: Extract<Identity, { state: "known" }> }): ReactNode {
  const { t, i18n } = useTranslation();
  const { purpose, attributes, links } = identity.known;
  const pages = links.filter(({ url }) => /^https?:\/\//i.test(url));
  return (
    <>
      {isDemo(identity) && (
        <div className="hint" data-tone="offered">
          <IconFlask size={16} aria-hidden />
          <span>{t("identity.demoText")}</span>
        </div>
      )}
      <p className="dim">{t("identity.purpose", { purpose })}</p>
      {attributes.length === 0 && <p className="dim">{t("identity.nothing")}</p>}
      <dl className="facts identity-facts">
        {attributes.map((one) => (
          <div key={`${one.tag} ${one.sourceAttribute}`}>
            <dt>{t(`attribute.${one.tag}`)}</dt>
            <dd>
              <Value attribute={one} />
              <span className="dim small identity-source">
                {t("identity.source", { source: one.source, time: formatDateTime(one.verifiedAt, i18n.language) })}
                {one.demo && ` · ${t("identity.demoOne")}`}
              </span>
            </dd>
          </div>
        ))}
      </dl>
      {pages.length > 0 && (
        <p className="identity-links">
          <span className="dim">{t("identity.links")}</span>
          {pages.map(({ label, url }) => (
            <Anchor
              key={label}
              className="toned"
              underline="always"
              href={url}
              target={CARD_WINDOW}
              referrerPolicy="no-referrer"
            >
              <IconExternalLink size={14} aria-hidden /> {label}
            </Anchor>
          ))}
        </p>
      )}
    </>
  );
}

function Value({ attribute }: { attribute: VerifiedAttribute }): ReactNode {
  const { t, i18n } = useTranslation();
  const { country } = useDesk();
  const { tag, value } = attribute;
  if (tag === "over18" && /^(yes|true|1|no|false|0)$/i.test(value))
    return <strong>{t(/^(yes|true|1)$/i.test(value) ? "identity.yes" : "identity.no")}</strong>;
  if (tag === "birthDate") return <strong>{formatDate(value, i18n.language) ?? value}</strong>;
  return <strong>{tag === "mobileNumber" ? formatNumber(value, country) : value}</strong>;
}

/** How long it is known still. What a screen reader says of it, it says once: the minutes stand outside. */
function TimeLeft({ identity }: { identity: Identity }): ReactNode {
  const { t, i18n } = useTranslation();
  const { wrapUp } = useDesk();
  const goesOn = wrapUp === null ? ` ${t("identity.goesOn")}` : "";
  const known = identity.state === "known" ? identity : null;
  const time = known === null ? "" : formatTime(known.until, i18n.language);
  const soon = known !== null && known.left <= SOON;
  return (
    <>
      {known !== null && (
        <p className={soon ? "identity-soon" : "dim"}>
          {t("identity.until", { time, left: formatMinutesLeft(known.left, i18n.language) })}.{!soon && goesOn}
        </p>
      )}
      <div role="status">
        {soon && (
          <div className="hint" data-tone="offered">
            <IconClockExclamation size={16} aria-hidden />
            <span>
              {t("identity.soon", { time })}
              {goesOn}
            </span>
          </div>
        )}
        {identity.state === "forgotten" && (
          <div className="hint">
            <IconClockX size={16} aria-hidden />
            <span>
              {t("identity.gone")}
              {goesOn}
            </span>
          </div>
        )}
      </div>
    </>
  );
}
