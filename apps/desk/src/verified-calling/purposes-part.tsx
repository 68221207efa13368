import { API, type Purpose, type PurposeInput, purpose } from "@belfry/contracts";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Collection } from "../admin/collection.tsx";
import { formatNumber } from "../i18n/format.ts";
import { currentLanguage } from "../i18n/index.ts";
import { PurposeForm } from "./purpose-form.tsx";
import { textIn } from "./purpose-view.ts";
import { useKnown } from "./use-verified-calling.ts";

/** What visitors of the organisation's websites may call for. */
export function PurposesPart(): ReactNode {
  const { t } = useTranslation("admin");
  const { numbers, country } = useKnown();
  const detail = (one: Purpose) => {
    const number = numbers.find(({ id }) => id === one.number)?.number;
    return [
      one.name,
      number === undefined ? "" : formatNumber(number, country),
      t("purposes.askedCount", { count: one.attributes.length }),
      one.active ? "" : t("purposes.inactive"),
    ];
  };
  return (
    <Collection<Purpose, PurposeInput>
      address={API.purposes}
      schema={purpose}
      title={t("verifiedCalling.purposes")}
      empty={t("purposes.empty")}
      emptyText={t("purposes.emptyText")}
      nameOf={(one) => textIn(one.title, currentLanguage())}
      detailOf={(one) =>
        detail(one)
          .filter((part) => part !== "")
          .join(" · ")
      }
      form={(props) => <PurposeForm {...props} />}
      wide
    />
  );
}
