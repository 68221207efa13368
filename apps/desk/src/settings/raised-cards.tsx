import { Switch } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { setRaisesCards, useRaisesCards } from "../desk/raised-card.ts";

/** Whether the card of a contact opens by itself. */
export function RaisedCards(): ReactNode {
  const { t } = useTranslation();
  const on = useRaisesCards();
  return (
    <section className="section">
      <h2 style={{ marginBottom: 4 }}>{t("cardLink.title")}</h2>
      <Switch
        label={t("cardLink.raise")}
        description={t("cardLink.raiseHint")}
        checked={on}
        onChange={(event) => setRaisesCards(event.currentTarget.checked)}
      />
    </section>
  );
}
