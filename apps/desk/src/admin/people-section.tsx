import { API, type Person, type PersonInput, person, personInput } from "@belfry/contracts";
import { Button, Checkbox, NativeSelect, PasswordInput, Switch, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { LOCALES } from "../i18n/index.ts";
import { FormFrame } from "../parts/form-frame.tsx";
import { useForm } from "../parts/use-form.ts";
import { Collection, type FormProps } from "./collection.tsx";
import { SkillsField } from "./skills-field.tsx";

const ROLES = ["agent", "supervisor", "admin"] as const;

export function PeopleSection(): ReactNode {
  const { t } = useTranslation("admin");
  return (
    <Collection<Person, PersonInput>
      address={API.people}
      schema={person}
      title={t("sections.people")}
      actions={
        <Button component="a" href="#/admin/people/file" variant="default">
          {t("peopleFile.open")}
        </Button>
      }
      empty={t("people.empty")}
      emptyText={t("people.emptyText")}
      nameOf={(one) => one.name}
      detailOf={(one) =>
        [
          one.extension ?? t("people.noExtension"),
          one.roles.map((role) => t(`people.${role}`)).join(", "),
          one.active ? null : t("people.inactive"),
        ]
          .filter((part) => part !== null)
          .join(" · ")
      }
      // Somebody who leaves is switched off: history keeps the name, and a mistake is mended by switching on.
      removable={false}
      form={(props) => <PersonForm {...props} />}
    />
  );
}

function PersonForm({ value, saving, failure, send }: FormProps<Person, PersonInput>): ReactNode {
  const { t } = useTranslation("admin");
  const form = useForm({
    schema: personInput,
    initial: {
      name: value?.name ?? "",
      login: value?.login ?? "",
      password: "",
      roles: value?.roles ?? ["agent"],
      extension: value?.extension ?? "",
      locale: value?.locale ?? "",
      skills: value?.skills ?? [],
      active: value?.active ?? true,
    },
    input: ({ password, extension, locale, ...rest }) => ({
      ...rest,
      extension: extension.trim() === "" ? null : extension.trim(),
      locale: locale === "" ? null : locale,
      // A new person needs one; for the others an empty field means that the present one stays.
      ...(password === "" && value !== null ? {} : { password }),
    }),
    failure,
    send,
  });
  const { draft, set, error } = form;
  return (
    <FormFrame submit={form.submit} saving={saving} failure={failure} isNew={value === null}>
      <TextInput
        label={t("people.name")}
        value={draft.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
        error={error("name")}
        autoComplete="off"
      />
      <TextInput
        label={t("people.login")}
        value={draft.login}
        onChange={(event) => set({ login: event.currentTarget.value })}
        error={error("login")}
        autoComplete="off"
      />
      <PasswordInput
        label={t("people.password")}
        description={value === null ? t("people.passwordNew") : t("people.passwordKeep")}
        value={draft.password}
        onChange={(event) => set({ password: event.currentTarget.value })}
        error={error("password")}
        autoComplete="new-password"
      />
      <Checkbox.Group
        label={t("people.roles")}
        value={draft.roles}
        onChange={(roles) => set({ roles: [...ROLES, "operator" as const].filter((role) => roles.includes(role)) })}
        error={error("roles")}
      >
        <div className="checks">
          {ROLES.map((role) => (
            <Checkbox key={role} value={role} label={t(`people.${role}`)} />
          ))}
        </div>
      </Checkbox.Group>
      <TextInput
        label={t("people.extension")}
        description={t("people.extensionHint")}
        inputMode="numeric"
        value={draft.extension}
        onChange={(event) => set({ extension: event.currentTarget.value })}
        error={error("extension")}
      />
      <NativeSelect
        label={t("people.language")}
        value={draft.locale}
        onChange={(event) => set({ locale: LOCALES.find((one) => one === event.currentTarget.value) ?? "" })}
      >
        <option value="">{t("people.noLanguage")}</option>
        <LanguageOptions />
      </NativeSelect>
      <SkillsField label={t("people.skills")} skills={draft.skills} onChange={(skills) => set({ skills })} />
      <Switch
        label={t("people.active")}
        checked={draft.active}
        onChange={(event) => set({ active: event.currentTarget.checked })}
      />
    </FormFrame>
  );
}

export function LanguageOptions(): ReactNode {
  const { t } = useTranslation();
  return LOCALES.map((one) => (
    <option key={one} value={one} lang={one}>
      {t(`language.${one}`)}
    </option>
  ));
}
