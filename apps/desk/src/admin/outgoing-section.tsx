import { type OutboundRules, outboundRules } from "@belfry/contracts";
import { Fieldset, NativeSelect, NumberInput, Switch, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { FormFrame } from "../parts/form-frame.tsx";
import { Refusal } from "../parts/refusal.tsx";
import { type FormOf, useForm } from "../parts/use-form.ts";
import { DialRulesField } from "./dial-rules-field.tsx";
import { NumberTrial } from "./number-trial.tsx";
import { useOutbound } from "./use-outbound.ts";

type View = ReturnType<typeof useOutbound>;
type Draft = Omit<OutboundRules, "emergencyAddress"> & { readonly emergencyAddress: string };

const LIMITS = ["agentPerHour", "agentPerDay", "organisationPerDay", "organisationAtOnce"] as const;

function inputOf({ emergencyAddress, rules, ...rest }: Draft): unknown {
  const address = emergencyAddress.trim();
  return {
    ...rest,
    rules: rules.map(({ prefix, allow }) => ({ prefix: prefix.replace(/[\s().-]/g, ""), allow })),
    emergencyAddress: address === "" ? null : address,
  };
}

/** Which outside numbers may be called, and how often. */
export function OutgoingSection(): ReactNode {
  const { t } = useTranslation("admin");
  const view = useOutbound();
  return (
    <>
      <h1 style={{ marginBottom: 12 }}>{t("sections.outgoing")}</h1>
      <p className="dim" style={{ marginBottom: 16 }}>
        {t("outgoing.intro")}
      </p>
      <Refusal failure={view.loadFailure} />
      {view.rules !== null && <Rules value={view.rules} view={view} />}
    </>
  );
}

function Rules({ value, view }: { value: OutboundRules; view: View }): ReactNode {
  const { t } = useTranslation("admin");
  const initial: Draft = { ...value, emergencyAddress: value.emergencyAddress ?? "" };
  const form = useForm({
    schema: outboundRules,
    initial,
    input: inputOf,
    failure: view.failure,
    send: view.save,
  });
  const { draft, error } = form;
  const set = (change: Partial<Draft>): void => {
    view.touched();
    form.set(change);
  };
  return (
    <div className="side">
      <FormFrame submit={form.submit} saving={view.saving} failure={view.failure} isNew={false}>
        <DialRulesField
          rules={draft.rules}
          onChange={(rules) => set({ rules })}
          wrong={(index) => error(`rules.${index}`) !== null}
        />
        <NativeSelect
          label={t("outgoing.others")}
          description={t("outgoing.othersHint")}
          value={draft.othersAllowed ? "allow" : "refuse"}
          onChange={(event) => set({ othersAllowed: event.currentTarget.value === "allow" })}
        >
          <option value="allow">{t("outgoing.allow")}</option>
          <option value="refuse">{t("outgoing.refuse")}</option>
        </NativeSelect>
        <Switch
          label={t("outgoing.premium")}
          description={t("outgoing.premiumHint")}
          checked={draft.premiumAllowed}
          onChange={(event) => set({ premiumAllowed: event.currentTarget.checked })}
        />
        <TextInput
          label={t("outgoing.emergency")}
          description={t("outgoing.emergencyHint")}
          autoComplete="off"
          value={draft.emergencyAddress}
          onChange={(event) => set({ emergencyAddress: event.currentTarget.value })}
          error={error("emergencyAddress")}
        />
        <Limits draft={draft} set={set} error={error} />
        <div role="status">{view.saved && t("outgoing.saved")}</div>
      </FormFrame>
      <NumberTrial rules={inputOf(draft)} />
    </div>
  );
}

function Limits({ draft, set, error }: Pick<FormOf<Draft>, "draft" | "set" | "error">): ReactNode {
  const { t } = useTranslation("admin");
  return (
    <Fieldset legend={t("outgoing.limits")} variant="unstyled">
      <p className="dim">{t("outgoing.limitsHint")}</p>
      <div className="figures">
        {LIMITS.map((field) => (
          <NumberInput
            key={field}
            label={t(`outgoing.${field}`)}
            placeholder={t("queues.noLimit")}
            min={1}
            allowDecimal={false}
            value={draft[field] ?? ""}
            onChange={(number) => set({ [field]: number === "" ? null : Number(number) })}
            error={error(field)}
          />
        ))}
      </div>
    </Fieldset>
  );
}
