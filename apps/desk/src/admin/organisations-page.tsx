import { API, type Organisation, type OrganisationInput, organisation, organisationInput } from "@belfry/contracts";
import { Button, CloseButton, Fieldset, PasswordInput, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { ask, failureOf, get } from "../api/client.ts";
import { currentLanguage } from "../i18n/index.ts";
import { Empty } from "../parts/empty.tsx";
import { FormFrame } from "../parts/form-frame.tsx";
import { Refusal } from "../parts/refusal.tsx";
import { useForm } from "../parts/use-form.ts";
import { LanguageField, TimeZoneField } from "./place-fields.tsx";

function useOrganisations() {
  const client = useQueryClient();
  const list = useQuery({
    queryKey: [API.organisations],
    queryFn: () => get(API.organisations, organisation.array()),
  });
  const add = useMutation({
    mutationFn: (input: OrganisationInput) => ask("POST", API.organisations, input, organisation),
    onSuccess: () => client.invalidateQueries({ queryKey: [API.organisations] }),
  });
  return { list, add, items: list.data ?? [] };
}

/** The operator's page: the organisations of this Belfry, and making a new one with its first admin. */
export default function OrganisationsPage(): ReactNode {
  const { t } = useTranslation(["admin", "desk"]);
  const { list, add, items } = useOrganisations();
  const [open, setOpen] = useState(false);
  return (
    <div className="page">
      <div className="filters">
        <h1 className="row-main">{t("admin:organisations.title")}</h1>
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setOpen(true)}>
          {t("admin:list.add")}
        </Button>
      </div>
      <p role="status" className={add.isSuccess ? "hint section" : ""}>
        {add.isSuccess && t("admin:organisations.made", { name: add.data.name, slug: add.data.slug })}
      </p>
      <Refusal failure={list.isError ? failureOf(list.error) : null} />
      <div className={open ? "side" : ""}>
        <div>
          {list.isSuccess && items.length === 0 && (
            <Empty title={t("admin:organisations.empty")} text={t("admin:organisations.emptyText")} />
          )}
          {items.length > 0 && (
            <ul className="rows box">
              {items.map((one) => (
                <li key={one.id} className="row" style={{ padding: "10px 12px" }}>
                  <OrganisationLine organisation={one} />
                </li>
              ))}
            </ul>
          )}
        </div>
        {open && (
          <section className="side-panel" aria-label={t("admin:list.panelNew")}>
            <div className="row" style={{ paddingTop: 0 }}>
              <h2 className="row-main">{t("admin:list.panelNew")}</h2>
              <CloseButton aria-label={t("desk:common.close")} onClick={() => setOpen(false)} />
            </div>
            <NewOrganisation
              saving={add.isPending}
              failure={add.isError ? failureOf(add.error) : null}
              send={(input) => add.mutate(input, { onSuccess: () => setOpen(false) })}
            />
          </section>
        )}
      </div>
    </div>
  );
}

function OrganisationLine({ organisation: one }: { organisation: Organisation }): ReactNode {
  return (
    <span className="row-main">
      <span style={{ fontWeight: 600 }}>{one.name}</span>{" "}
      <span className="dim">{[one.slug, one.country, one.timeZone].join(" · ")}</span>
    </span>
  );
}

function NewOrganisation(props: {
  saving: boolean;
  failure: ReturnType<typeof failureOf> | null;
  send: (input: OrganisationInput) => void;
}): ReactNode {
  const { t } = useTranslation("admin");
  const form = useForm({
    schema: organisationInput,
    initial: {
      name: "",
      slug: "",
      country: "NL",
      language: currentLanguage(),
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      adminName: "",
      adminLogin: "admin",
      adminPassword: "",
    },
    input: ({ adminName, adminLogin, adminPassword, ...rest }) => ({
      ...rest,
      admin: { name: adminName, login: adminLogin, password: adminPassword },
    }),
    failure: props.failure,
    send: props.send,
  });
  const { draft, set, error } = form;
  return (
    <FormFrame submit={form.submit} saving={props.saving} failure={props.failure} isNew>
      <TextInput
        label={t("organisations.name")}
        value={draft.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
        error={error("name")}
      />
      <TextInput
        label={t("organisations.slug")}
        description={t("organisations.slugHint")}
        value={draft.slug}
        onChange={(event) => set({ slug: event.currentTarget.value.toLowerCase() })}
        error={error("slug")}
      />
      <TextInput
        label={t("organisations.country")}
        maxLength={2}
        value={draft.country}
        onChange={(event) => set({ country: event.currentTarget.value.toUpperCase() })}
        error={error("country")}
      />
      <LanguageField value={draft.language} onChange={(language) => set({ language })} />
      <TimeZoneField value={draft.timeZone} onChange={(timeZone) => set({ timeZone })} error={error("timeZone")} />
      <Fieldset legend={t("organisations.admin")} variant="unstyled">
        <div className="form">
          <TextInput
            label={t("organisations.adminName")}
            value={draft.adminName}
            onChange={(event) => set({ adminName: event.currentTarget.value })}
            error={error("admin.name")}
          />
          <TextInput
            label={t("organisations.adminLogin")}
            value={draft.adminLogin}
            autoComplete="off"
            onChange={(event) => set({ adminLogin: event.currentTarget.value })}
            error={error("admin.login")}
          />
          <PasswordInput
            label={t("organisations.adminPassword")}
            description={t("organisations.adminHint")}
            autoComplete="new-password"
            value={draft.adminPassword}
            onChange={(event) => set({ adminPassword: event.currentTarget.value })}
            error={error("admin.password")}
          />
        </div>
      </Fieldset>
    </FormFrame>
  );
}
