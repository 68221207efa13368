import { API, type Me } from "@belfry/contracts";
import { NativeSelect, useMantineColorScheme } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { tell } from "../api/client.ts";
import { SESSION_KEY } from "../api/session.ts";
import { currentLanguage, LOCALES, setLanguage } from "../i18n/index.ts";

/** `account`: also keeps the choice with the person, for other browsers and for messages. */
export function LanguageSelect({ account = false }: { account?: boolean }): ReactNode {
  const { t } = useTranslation();
  const client = useQueryClient();
  return (
    <NativeSelect
      label={t("language.label")}
      value={currentLanguage()}
      onChange={(event) => {
        const language = LOCALES.find((one) => one === event.currentTarget.value);
        if (language === undefined) return;
        void setLanguage(language, true);
        if (!account) return;
        client.setQueryData<Me | null>(SESSION_KEY, (me) => (me ? { ...me, locale: language } : me));
        // The page has changed already; an account that could not be told is asked again at the next choice.
        tell("PUT", API.preferences, { locale: language }).catch(() => {});
      }}
    >
      {LOCALES.map((one) => (
        <option key={one} value={one} lang={one}>
          {t(`language.${one}`)}
        </option>
      ))}
    </NativeSelect>
  );
}

export function ThemeSelect(): ReactNode {
  const { t } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <NativeSelect
      label={t("theme.label")}
      value={colorScheme}
      onChange={(event) => {
        const value = event.currentTarget.value;
        if (value === "light" || value === "dark" || value === "auto") setColorScheme(value);
      }}
    >
      <option value="auto">{t("theme.auto")}</option>
      <option value="light">{t("theme.light")}</option>
      <option value="dark">{t("theme.dark")}</option>
    </NativeSelect>
  );
}
