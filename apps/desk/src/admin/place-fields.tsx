import type { Locale } from "@belfry/contracts";
import { Autocomplete, NativeSelect } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { LOCALES } from "../i18n/index.ts";
import { LanguageOptions } from "./people-section.tsx";

const ZONES = Intl.supportedValuesOf("timeZone");

export function LanguageField(props: { value: Locale; onChange: (language: Locale) => void }): ReactNode {
  const { t } = useTranslation("admin");
  return (
    <NativeSelect
      label={t("organisations.language")}
      value={props.value}
      onChange={(event) => {
        const language = LOCALES.find((one) => one === event.currentTarget.value);
        if (language !== undefined) props.onChange(language);
      }}
    >
      <LanguageOptions />
    </NativeSelect>
  );
}

export function TimeZoneField(props: {
  value: string;
  onChange: (zone: string) => void;
  error: string | null;
}): ReactNode {
  const { t } = useTranslation("admin");
  return (
    <Autocomplete
      label={t("organisations.timeZone")}
      data={ZONES}
      limit={20}
      value={props.value}
      onChange={props.onChange}
      error={props.error}
    />
  );
}
