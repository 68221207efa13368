import { Anchor } from "@mantine/core";
import { IconExternalLink } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { CARD_WINDOW, useBlockedCard } from "../desk/raised-card.ts";
import type { ContactView } from "../desk/view/call-card-view.ts";

/** The contact's card, in the one window that is kept for cards. */
export function CardLink({ contact }: { contact: ContactView }): ReactNode {
  const { t } = useTranslation();
  const blocked = useBlockedCard() === contact.id;
  if (contact.link === null) return null;
  return (
    <div className={blocked ? "hint" : ""} data-tone={blocked ? "offered" : undefined}>
      <div>
        <Anchor
          className="toned"
          underline="always"
          href={contact.link}
          target={CARD_WINDOW}
          referrerPolicy="no-referrer"
        >
          <IconExternalLink size={14} aria-hidden /> {t("cardLink.open")}
        </Anchor>
        {blocked && <p>{t("cardLink.blocked")}</p>}
      </div>
    </div>
  );
}
