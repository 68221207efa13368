import {
  type Campaign,
  type CampaignInput,
  campaignInput,
  campaignMode,
  type RetryRule,
  retriedOutcome,
} from "@belfry/contracts";
import { Anchor, Fieldset, NativeSelect, NumberInput, Switch, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { FormProps } from "../admin/collection.tsx";
import { HoursField } from "../admin/hours-field.tsx";
import { useDirectory } from "../admin/use-directory.ts";
import { FormFrame } from "../parts/form-frame.tsx";
import { type FormOf, useForm } from "../parts/use-form.ts";

/** What a new campaign begins with is what the server's door takes as usual. */
function fresh(): CampaignInput {
  const usual = campaignInput.parse({ name: "new", queue: "00000000-0000-4000-8000-000000000000" });
  return { ...usual, name: "", queue: "" };
}

function startOf(value: Campaign | null): CampaignInput {
  if (value === null) return fresh();
  const { id: _, running: __, ...rest } = value;
  return rest;
}

type Form = FormOf<CampaignInput>;

export function CampaignForm({ value, saving, failure, send }: FormProps<Campaign, CampaignInput>): ReactNode {
  const { t } = useTranslation(["admin", "desk"]);
  const { queues } = useDirectory();
  const input = (draft: CampaignInput) => ({ ...draft, cardLink: draft.cardLink === "" ? null : draft.cardLink });
  const form = useForm({ schema: campaignInput, initial: startOf(value), input, failure, send });
  const { draft, set, error } = form;
  return (
    <FormFrame submit={form.submit} saving={saving} failure={failure} isNew={value === null}>
      {value !== null && <Anchor href={`#/admin/campaigns/${value.id}`}>{t("admin:campaigns.openContacts")}</Anchor>}
      <TextInput
        label={t("admin:campaigns.name")}
        value={draft.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
        error={error("name")}
      />
      <NativeSelect
        label={t("admin:campaigns.queue")}
        description={t("admin:campaigns.queueHint")}
        value={draft.queue}
        onChange={(event) => set({ queue: event.currentTarget.value })}
        error={error("queue")}
      >
        <option value="">{t("admin:campaigns.chooseQueue")}</option>
        {queues.map((one) => (
          <option key={one.id} value={one.id}>
            {one.name}
          </option>
        ))}
      </NativeSelect>
      <NativeSelect
        label={t("admin:campaigns.mode")}
        description={t(`desk:campaigns.modeHint.${draft.mode}`)}
        value={draft.mode}
        onChange={(event) => {
          const mode = campaignMode.options.find((one) => one === event.currentTarget.value);
          if (mode !== undefined) set({ mode });
        }}
        data={campaignMode.options.map((mode) => ({ value: mode, label: t(`desk:campaigns.mode.${mode}`) }))}
      />
      <Figures form={form} />
      <Switch
        label={t("admin:campaigns.detectMachines")}
        checked={draft.detectMachines}
        onChange={(event) => set({ detectMachines: event.currentTarget.checked })}
      />
      <TextInput
        label={t("admin:campaigns.cardLink")}
        description={t("admin:campaigns.cardLinkHint", { interpolation: { skipOnVariables: true } })}
        placeholder="https://crm.example/card?id={id}"
        value={draft.cardLink ?? ""}
        onChange={(event) => set({ cardLink: event.currentTarget.value })}
        error={error("cardLink") === null ? null : t("admin:campaigns.cardLinkWrong")}
      />
      <HoursField
        hours={draft.hours}
        onChange={(hours) => set({ hours })}
        error={error("hours")}
        words={{
          legend: t("admin:campaigns.hours"),
          always: t("admin:campaigns.hoursAlways"),
          set: t("admin:campaigns.hoursSet"),
          hint: t("admin:campaigns.hoursHint"),
        }}
      />
      <Retries form={form} />
    </FormFrame>
  );
}

function Figures({ form: { draft, set, error } }: { form: Form }): ReactNode {
  const { t } = useTranslation("admin");
  const whole = ["ringSeconds", "mostAttempts"] as const;
  const parts = ["patienceSeconds", "abandonCapPercent"] as const;
  return (
    <>
      <div className="figures">
        {[...whole, ...(draft.mode === "preview" ? [] : parts)].map((field) => (
          <NumberInput
            key={field}
            label={t(`campaigns.${field}`)}
            min={0}
            allowDecimal={parts.some((one) => one === field)}
            value={draft[field]}
            onChange={(number) => set({ [field]: Number(number) })}
            error={error(field)}
          />
        ))}
      </div>
      {draft.mode !== "preview" && <p className="dim small">{t("campaigns.abandonHint")}</p>}
    </>
  );
}

const USUAL: RetryRule = { afterMinutes: 60, most: 2 };

function Retries({ form: { draft, set } }: { form: Form }): ReactNode {
  const { t } = useTranslation(["admin", "desk"]);
  return (
    <Fieldset legend={t("admin:campaigns.retries")} variant="unstyled">
      {retriedOutcome.options.map((outcome) => {
        const rule = draft.retries[outcome];
        const name = t(`desk:contactOutcome.${outcome}`);
        const change = (next: RetryRule | undefined) => set({ retries: { ...draft.retries, [outcome]: next } });
        return (
          <div key={outcome} className="retry-line">
            <Switch
              label={name}
              aria-label={`${t("admin:campaigns.retryOn")}: ${name}`}
              checked={rule !== undefined}
              onChange={(event) => change(event.currentTarget.checked ? USUAL : undefined)}
            />
            {rule !== undefined && (
              <>
                <NumberInput
                  label={t("admin:campaigns.afterMinutes")}
                  aria-label={`${name}: ${t("admin:campaigns.afterMinutes")}`}
                  min={1}
                  allowDecimal={false}
                  value={rule.afterMinutes}
                  onChange={(number) => change({ ...rule, afterMinutes: Number(number) })}
                />
                <NumberInput
                  label={t("admin:campaigns.most")}
                  aria-label={`${name}: ${t("admin:campaigns.most")}`}
                  min={1}
                  allowDecimal={false}
                  value={rule.most}
                  onChange={(number) => change({ ...rule, most: Number(number) })}
                />
              </>
            )}
          </div>
        );
      })}
    </Fieldset>
  );
}
