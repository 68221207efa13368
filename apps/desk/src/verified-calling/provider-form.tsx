import {
  type IdentityProvider,
  type IdentityProviderInput,
  identityProviderInput,
  VISIT_PAGES,
} from "@belfry/contracts";
import { NativeSelect, PasswordInput, Textarea, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { FormProps } from "../admin/collection.tsx";
import { FormFrame } from "../parts/form-frame.tsx";
import { type FormOf, useForm } from "../parts/use-form.ts";
import { MappingField } from "./mapping-field.tsx";
import { draftOf, inputOf, type ProviderDraft, usualMapping } from "./provider-draft.ts";
import { ProviderTest } from "./provider-test.tsx";

type Form = FormOf<ProviderDraft>;
type TextName = "name" | "url" | "requestor" | "issuer" | "clientId" | "scope" | "acrValues";

const KINDS = ["irma", "oidc", "demo"] as const;
const AUTHENTICATIONS = ["token", "hmac", "publickey", "none"] as const;

/** Somebody who vouches for who visitors are. Its secret is never shown again. */
export function ProviderForm(props: FormProps<IdentityProvider, IdentityProviderInput>): ReactNode {
  const { value, saving, failure, send } = props;
  const { t } = useTranslation("admin");
  const form = useForm({ schema: identityProviderInput, initial: draftOf(value), input: inputOf, failure, send });
  const { draft, set } = form;
  return (
    <>
      <FormFrame submit={form.submit} saving={saving} failure={failure} isNew={value === null}>
        {value === null ? (
          <NativeSelect
            label={t("identityProviders.kind")}
            value={draft.kind}
            onChange={(event) => {
              const kind = KINDS.find((one) => one === event.currentTarget.value);
              if (kind !== undefined) set({ kind, mapping: usualMapping(kind) });
            }}
            data={KINDS.map((one) => ({ value: one, label: t(`identityProviders.kinds.${one}`) }))}
          />
        ) : (
          <p className="dim">{t(`identityProviders.kinds.${draft.kind}`)}</p>
        )}
        {draft.kind === "demo" && <p>{t("identityProviders.demoText")}</p>}
        <Text form={form} name="name" hint={t("identityProviders.nameHint")} />
        {draft.kind === "irma" && <Irma form={form} hasSecret={value?.hasSecret ?? false} />}
        {draft.kind === "oidc" && <Oidc form={form} hasSecret={value?.hasSecret ?? false} />}
        {draft.kind !== "demo" && (
          <MappingField
            lines={draft.mapping}
            onChange={(mapping) => set({ mapping })}
            wrong={form.error("mapping") !== null}
          />
        )}
      </FormFrame>
      {value !== null && <ProviderTest key={value.id} id={value.id} />}
    </>
  );
}

function Text({ form, name, hint }: { form: Form; name: TextName; hint?: string }): ReactNode {
  const { t } = useTranslation("admin");
  const mistake = form.error(name);
  const isAddress = name === "url" || name === "issuer";
  return (
    <TextInput
      label={t(`identityProviders.${name}`)}
      description={hint}
      autoComplete="off"
      spellCheck={false}
      value={form.draft[name]}
      onChange={(event) => form.set({ [name]: event.currentTarget.value })}
      error={mistake !== null && isAddress ? t("identityProviders.urlWrong") : mistake}
    />
  );
}

function Irma({ form, hasSecret }: { form: Form; hasSecret: boolean }): ReactNode {
  const { t } = useTranslation("admin");
  const { draft, set, error } = form;
  const { authentication } = draft;
  const keep = hasSecret ? t("identityProviders.secretKeep") : "";
  return (
    <>
      <Text form={form} name="url" hint={t("identityProviders.urlHint")} />
      <NativeSelect
        label={t("identityProviders.authentication")}
        value={authentication}
        onChange={(event) => {
          const chosen = AUTHENTICATIONS.find((one) => one === event.currentTarget.value);
          if (chosen !== undefined) set({ authentication: chosen });
        }}
        data={AUTHENTICATIONS.map((one) => ({ value: one, label: t(`identityProviders.authentications.${one}`) }))}
      />
      {(authentication === "hmac" || authentication === "publickey") && <Text form={form} name="requestor" />}
      {(authentication === "token" || authentication === "hmac") && (
        <PasswordInput
          label={t("identityProviders.secret")}
          description={t(`identityProviders.secretHint.${authentication}`)}
          placeholder={keep}
          autoComplete="new-password"
          value={draft.secret}
          onChange={(event) => set({ secret: event.currentTarget.value })}
          error={error("secret")}
        />
      )}
      {authentication === "publickey" && (
        <Textarea
          label={t("identityProviders.secret")}
          description={t("identityProviders.secretHint.publickey")}
          placeholder={keep}
          autoComplete="off"
          spellCheck={false}
          rows={4}
          value={draft.secret}
          onChange={(event) => set({ secret: event.currentTarget.value })}
          error={error("secret")}
        />
      )}
    </>
  );
}

function Oidc({ form, hasSecret }: { form: Form; hasSecret: boolean }): ReactNode {
  const { t } = useTranslation("admin");
  const { draft, set, error } = form;
  return (
    <>
      <TextInput
        label={t("identityProviders.callback")}
        description={t("identityProviders.callbackHint")}
        readOnly
        value={`${location.origin}${VISIT_PAGES.back}`}
      />
      <Text form={form} name="issuer" hint={t("identityProviders.issuerHint")} />
      <Text form={form} name="clientId" />
      <PasswordInput
        label={t("identityProviders.clientSecret")}
        placeholder={hasSecret ? t("identityProviders.secretKeep") : ""}
        autoComplete="new-password"
        value={draft.secret}
        onChange={(event) => set({ secret: event.currentTarget.value })}
        error={error("secret")}
      />
      <Text form={form} name="scope" />
      <Text form={form} name="acrValues" hint={t("identityProviders.acrValuesHint")} />
    </>
  );
}
