import { locale, type Purpose, type PurposeInput } from "@belfry/contracts";
import { Checkbox, Textarea, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FormOf } from "../parts/use-form.ts";
import { nameFrom } from "./purpose-view.ts";

/** Title and explanation in each language, and the name that pages use. */
export function WordsFields({
  form: { draft, set, error },
  before,
}: {
  form: FormOf<PurposeInput>;
  before: Purpose | null;
}): ReactNode {
  const { t } = useTranslation(["admin", "desk"]);
  // Until somebody writes a name, it follows the title.
  const [named, setNamed] = useState(before !== null);
  const titled = (title: PurposeInput["title"]) => {
    const first = draft.languages.map((one) => title[one] ?? "").find((text) => nameFrom(text) !== "") ?? "";
    set(named ? { title } : { title, name: nameFrom(first) });
  };
  return (
    <>
      <Checkbox.Group
        label={t("admin:purposes.languages")}
        value={draft.languages}
        onChange={(chosen) => {
          if (chosen.length > 0) set({ languages: locale.options.filter((one) => chosen.includes(one)) });
        }}
      >
        <div className="checks">
          {locale.options.map((one) => (
            <Checkbox key={one} value={one} label={<span lang={one}>{t(`desk:language.${one}`)}</span>} />
          ))}
        </div>
      </Checkbox.Group>
      {draft.languages.map((language, index) => {
        const named = (label: string) =>
          draft.languages.length > 1 ? `${label} (${t(`desk:language.${language}`)})` : label;
        return (
          <div key={language} className="form">
            <TextInput
              label={named(t("admin:purposes.title"))}
              description={index === 0 ? t("admin:purposes.titleHint") : undefined}
              lang={language}
              maxLength={80}
              value={draft.title[language] ?? ""}
              onChange={(event) => titled({ ...draft.title, [language]: event.currentTarget.value })}
              error={index === 0 && error("title") !== null ? t("desk:validation.required") : null}
            />
            <Textarea
              label={named(t("admin:purposes.explanation"))}
              description={index === 0 ? t("admin:purposes.explanationHint") : undefined}
              lang={language}
              autosize
              minRows={2}
              maxLength={500}
              value={draft.explanation[language] ?? ""}
              onChange={(event) =>
                set({ explanation: { ...draft.explanation, [language]: event.currentTarget.value } })
              }
            />
          </div>
        );
      })}
      <TextInput
        label={t("admin:purposes.name")}
        description={
          before !== null && before.name !== draft.name ? t("admin:purposes.nameChange") : t("admin:purposes.nameHint")
        }
        autoComplete="off"
        spellCheck={false}
        value={draft.name}
        onChange={(event) => {
          setNamed(true);
          set({ name: event.currentTarget.value });
        }}
        error={error("name") === null ? null : t("admin:purposes.nameWrong")}
      />
    </>
  );
}
