import { type Purpose, type PurposeInput, purposeInput } from "@belfry/contracts";
import { Switch } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { FormProps } from "../admin/collection.tsx";
import { HoursField } from "../admin/hours-field.tsx";
import { currentLanguage } from "../i18n/index.ts";
import { FormFrame } from "../parts/form-frame.tsx";
import { useForm } from "../parts/use-form.ts";
import { ButtonCodePanel } from "./button-code-panel.tsx";
import { LinksField } from "./links-field.tsx";
import { AttributesField, NumberField, ProvidersField } from "./purpose-asked.tsx";
import { PurposePreview } from "./purpose-preview.tsx";
import { WordsFields } from "./purpose-words.tsx";

function fresh(): PurposeInput {
  return {
    name: "",
    title: {},
    explanation: {},
    languages: [currentLanguage()],
    number: "",
    attributes: [{ tag: "fullName", shown: true }],
    providers: [],
    hours: null,
    links: [],
    callFromPage: true,
    active: true,
  };
}

function startOf(value: Purpose | null): PurposeInput {
  if (value === null) return fresh();
  const { id: _, ...rest } = value;
  return rest;
}

/** Texts of languages that were taken away again are not kept. */
function input({ title, explanation, languages, ...rest }: PurposeInput): unknown {
  const chosen = (texts: PurposeInput["title"]) =>
    Object.fromEntries(languages.map((language) => [language, texts[language] ?? ""]));
  return { ...rest, languages, title: chosen(title), explanation: chosen(explanation) };
}

/** One purpose: what visitors read, what is asked of them, whom they call, and what becomes of it at the agent's. */
export function PurposeForm({ value, saving, failure, send }: FormProps<Purpose, PurposeInput>): ReactNode {
  const { t } = useTranslation("admin");
  const form = useForm({ schema: purposeInput, initial: startOf(value), input, failure, send });
  const { draft, set, error } = form;
  return (
    <div className="with-preview">
      <div>
        <FormFrame submit={form.submit} saving={saving} failure={failure} isNew={value === null}>
          <WordsFields form={form} before={value} />
          <NumberField form={form} />
          <AttributesField form={form} />
          <ProvidersField form={form} />
          <HoursField
            hours={draft.hours}
            onChange={(hours) => set({ hours })}
            error={error("hours")}
            words={{
              legend: t("purposes.hours"),
              always: t("purposes.hoursAlways"),
              set: t("purposes.hoursSet"),
              hint: t("purposes.hoursHint"),
            }}
          />
          <LinksField form={form} />
          <Switch
            label={t("purposes.callFromPage")}
            checked={draft.callFromPage}
            onChange={(event) => set({ callFromPage: event.currentTarget.checked })}
          />
          <Switch
            label={t("purposes.active")}
            checked={draft.active}
            onChange={(event) => set({ active: event.currentTarget.checked })}
          />
        </FormFrame>
        {value !== null && <ButtonCodePanel key={value.id} purpose={value} />}
      </div>
      <PurposePreview draft={draft} />
    </div>
  );
}
