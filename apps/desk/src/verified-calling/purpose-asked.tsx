import { type AttributeTag, attributeTag, type PurposeInput } from "@belfry/contracts";
import { Anchor, Checkbox, Fieldset, NativeSelect } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { formatNumber } from "../i18n/format.ts";
import type { FormOf } from "../parts/use-form.ts";
import { untold } from "./purpose-view.ts";
import { useKnown } from "./use-verified-calling.ts";

/** The number of the organisation that is called. */
export function NumberField({ form: { draft, set, error } }: { form: FormOf<PurposeInput> }): ReactNode {
  const { t } = useTranslation("admin");
  const { numbers, country } = useKnown();
  return (
    <>
      <NativeSelect
        label={t("purposes.number")}
        description={t("purposes.numberHint")}
        value={draft.number}
        onChange={(event) => set({ number: event.currentTarget.value })}
        error={error("number") === null ? null : t("purposes.chooseNumber")}
      >
        <option value="">{t("purposes.chooseNumber")}</option>
        {numbers.map((one) => (
          <option key={one.id} value={one.id}>
            {[formatNumber(one.number, country), one.label].filter((part) => part !== "").join(" · ")}
          </option>
        ))}
      </NativeSelect>
      {numbers.length === 0 && <Anchor href="#/admin/numbers">{t("purposes.noNumber")}</Anchor>}
    </>
  );
}

/** What is asked, and whether the agent sees it. */
export function AttributesField({ form: { draft, set, error } }: { form: FormOf<PurposeInput> }): ReactNode {
  const { t } = useTranslation(["admin", "desk"]);
  const put = (tag: AttributeTag, shown: boolean | null) => {
    const others = draft.attributes.filter((one) => one.tag !== tag);
    const changed = shown === null ? others : [...others, { tag, shown }];
    set({ attributes: attributeTag.options.flatMap((each) => changed.find((one) => one.tag === each) ?? []) });
  };
  return (
    <Fieldset legend={t("admin:purposes.attributes")} variant="unstyled">
      <p className="dim small">{t("admin:purposes.attributesHint")}</p>
      {attributeTag.options.map((tag) => {
        const asked = draft.attributes.find((one) => one.tag === tag);
        const name = t(`desk:attribute.${tag}`);
        return (
          <div key={tag} className="ask-line">
            <Checkbox
              label={name}
              checked={asked !== undefined}
              onChange={(event) => put(tag, event.currentTarget.checked ? true : null)}
            />
            {asked !== undefined && (
              <NativeSelect
                size="xs"
                aria-label={t("admin:purposes.visibility", { name })}
                value={asked.shown ? "shown" : "onlyLinks"}
                onChange={(event) => put(tag, event.currentTarget.value === "shown")}
                data={(["shown", "onlyLinks"] as const).map((one) => ({
                  value: one,
                  label: t(`admin:purposes.${one}`),
                }))}
              />
            )}
          </div>
        );
      })}
      {error("attributes") !== null && <Mistake>{t("admin:purposes.attributesMissing")}</Mistake>}
    </Fieldset>
  );
}

/** By whom visitors show who they are. */
export function ProvidersField({ form: { draft, set, error } }: { form: FormOf<PurposeInput> }): ReactNode {
  const { t } = useTranslation("admin");
  const { t: words } = useTranslation();
  const { providers } = useKnown();
  return (
    <>
      <Checkbox.Group
        label={t("purposes.providers")}
        description={t("purposes.providersHint")}
        value={draft.providers}
        onChange={(chosen) => set({ providers: chosen })}
        error={error("providers") === null ? null : t("purposes.providersMissing")}
      >
        <div className="checks">
          {providers.length === 0 && (
            <Anchor href="#/admin/verified-calling/providers">{t("purposes.noProvider")}</Anchor>
          )}
          {providers.map((one) => (
            <Checkbox key={one.id} value={one.id} label={one.name} />
          ))}
        </div>
      </Checkbox.Group>
      <div role="status">
        {untold(draft, providers).map(({ provider, tags }) => (
          <Mistake key={provider}>
            {t("purposes.cannotTell", { provider, names: tags.map((tag) => words(`attribute.${tag}`)).join(", ") })}
          </Mistake>
        ))}
      </div>
    </>
  );
}

function Mistake({ children }: { children: ReactNode }): ReactNode {
  return (
    <p className="small" style={{ color: "var(--trouble-ink)" }}>
      {children}
    </p>
  );
}
