import { type OrganisationInput, organisationInput } from "@belfry/contracts";
import { Checkbox, Fieldset, PasswordInput, Radio, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Failure } from "../api/client.ts";
import { currentLanguage, LOCALES } from "../i18n/index.ts";
import { FormFrame } from "../parts/form-frame.tsx";
import { useForm } from "../parts/use-form.ts";
import { type NumberDraft, PaidNumbersField } from "./paid-numbers-field.tsx";
import { LanguageField, TimeZoneField } from "./place-fields.tsx";
import { slugOf } from "./slug-of.ts";

const NO_NUMBERS: readonly NumberDraft[] = [];

/** Everything that an organisation begins with, in one form. */
export function NewOrganisation(props: {
  saving: boolean;
  failure: Failure | null;
  send: (input: OrganisationInput) => void;
}): ReactNode {
  const { t } = useTranslation(["admin", "desk"]);
  const form = useForm({
    schema: organisationInput,
    initial: {
      name: "",
      /** Null while nobody has typed one: then the name suggests it. */
      slug: null as string | null,
      country: "NL",
      language: currentLanguage(),
      otherLanguages: LOCALES.filter(() => false),
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      numbers: NO_NUMBERS,
      queue: "",
      adminName: "",
      adminLogin: "admin",
      passwordMade: true,
      adminPassword: "",
    },
    input: ({ slug, queue, adminName, adminLogin, passwordMade, adminPassword, ...rest }) => ({
      ...rest,
      slug: slug ?? slugOf(rest.name),
      ...(queue.trim() === "" ? {} : { queue }),
      admin: { name: adminName, login: adminLogin, ...(passwordMade ? {} : { password: adminPassword }) },
    }),
    failure: props.failure,
    send: props.send,
  });
  const { draft, set, error } = form;
  return (
    <FormFrame submit={form.submit} saving={props.saving} failure={props.failure} isNew>
      <TextInput
        label={t("admin:organisations.name")}
        value={draft.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
        error={error("name")}
      />
      <TextInput
        label={t("admin:organisations.slug")}
        description={t("admin:organisations.slugHint")}
        value={draft.slug ?? slugOf(draft.name)}
        onChange={(event) => set({ slug: event.currentTarget.value.toLowerCase() })}
        error={error("slug")}
      />
      <TextInput
        label={t("admin:organisations.country")}
        maxLength={2}
        value={draft.country}
        onChange={(event) => set({ country: event.currentTarget.value.toUpperCase() })}
        error={error("country")}
      />
      <LanguageField value={draft.language} onChange={(language) => set({ language })} />
      <OtherLanguagesField
        main={draft.language}
        value={draft.otherLanguages}
        onChange={(otherLanguages) => set({ otherLanguages })}
      />
      <TimeZoneField value={draft.timeZone} onChange={(timeZone) => set({ timeZone })} error={error("timeZone")} />
      <PaidNumbersField numbers={draft.numbers} onChange={(numbers) => set({ numbers })} error={error} />
      {draft.numbers.length > 0 && (
        <TextInput
          label={t("admin:setUp.queue")}
          description={t("admin:setUp.queueHint")}
          value={draft.queue}
          onChange={(event) => set({ queue: event.currentTarget.value })}
          error={error("queue")}
        />
      )}
      <Fieldset legend={t("admin:organisations.admin")} variant="unstyled">
        <div className="form">
          <TextInput
            label={t("admin:organisations.adminName")}
            value={draft.adminName}
            onChange={(event) => set({ adminName: event.currentTarget.value })}
            error={error("admin.name")}
          />
          <TextInput
            label={t("admin:organisations.adminLogin")}
            value={draft.adminLogin}
            autoComplete="off"
            onChange={(event) => set({ adminLogin: event.currentTarget.value })}
            error={error("admin.login")}
          />
          <Radio.Group
            label={t("admin:setUp.passwordHow")}
            value={draft.passwordMade ? "made" : "typed"}
            onChange={(how) => set({ passwordMade: how === "made" })}
          >
            <div className="checks">
              <Radio value="made" label={t("admin:setUp.made")} />
              <Radio value="typed" label={t("admin:setUp.typed")} />
            </div>
          </Radio.Group>
          {!draft.passwordMade && (
            <PasswordInput
              label={t("admin:organisations.adminPassword")}
              description={t("admin:organisations.adminHint")}
              autoComplete="new-password"
              value={draft.adminPassword}
              onChange={(event) => set({ adminPassword: event.currentTarget.value })}
              error={error("admin.password")}
            />
          )}
        </div>
      </Fieldset>
      <p className="dim small">{t("admin:setUp.command")}</p>
    </FormFrame>
  );
}

type Languages = ReturnType<typeof currentLanguage>[];

/** The languages beside the main one. */
export function OtherLanguagesField(props: {
  main: Languages[number];
  value: readonly Languages[number][];
  onChange: (languages: Languages) => void;
}): ReactNode {
  const { t } = useTranslation(["admin", "desk"]);
  return (
    <Checkbox.Group
      label={t("admin:setUp.otherLanguages")}
      value={[...props.value]}
      onChange={(chosen) => props.onChange(LOCALES.filter((one) => chosen.includes(one)))}
    >
      <div className="checks">
        {LOCALES.filter((one) => one !== props.main).map((one) => (
          <Checkbox key={one} value={one} label={<span lang={one}>{t(`desk:language.${one}`)}</span>} />
        ))}
      </div>
    </Checkbox.Group>
  );
}
