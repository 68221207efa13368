import { type Queue, type QueueInput, queueInput } from "@belfry/contracts";
import { Checkbox, Fieldset, NativeSelect, NumberInput, Switch, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useDesk } from "../desk/use-desk.tsx";
import { formatNumber } from "../i18n/format.ts";
import { currentLanguage } from "../i18n/index.ts";
import { FormFrame } from "../parts/form-frame.tsx";
import { type FormOf, useForm } from "../parts/use-form.ts";
import type { FormProps } from "./collection.tsx";
import { DestinationField } from "./destination-field.tsx";
import { HoursField } from "./hours-field.tsx";
import { LanguageOptions } from "./people-section.tsx";
import { SkillsField } from "./skills-field.tsx";
import { useDirectory } from "./use-directory.ts";

function fresh(): QueueInput {
  return {
    name: "",
    language: currentLanguage(),
    priority: 50,
    ringSeconds: 20,
    wrapUpSeconds: 60,
    codeRequired: false,
    autoAnswer: false,
    maxWaiting: null,
    maxWaitSeconds: 1800,
    announceEverySeconds: 60,
    callbackOffered: false,
    recording: "off",
    recordingAnnounced: true,
    hours: null,
    whenFull: { kind: "announcement", prompt: "queue-full" },
    whenClosed: { kind: "announcement", prompt: "closed" },
    whenWaitedTooLong: { kind: "announcement", prompt: "nobody-available" },
    skills: [],
    members: [],
    callCodes: [],
    callerId: null,
  };
}

export function QueueForm({ value, saving, failure, send }: FormProps<Queue, QueueInput>): ReactNode {
  const { t } = useTranslation("admin");
  const form = useForm({ schema: queueInput, initial: startOf(value), input: (draft) => draft, failure, send });
  const { draft, set, error } = form;
  const except = value === null ? {} : { exceptQueue: value.id };
  return (
    <FormFrame submit={form.submit} saving={saving} failure={failure} isNew={value === null}>
      <TextInput
        label={t("queues.name")}
        value={draft.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
        error={error("name")}
      />
      <Members form={form} />
      <Figures form={form} />
      <Switch
        label={t("queues.codeRequired")}
        checked={draft.codeRequired}
        onChange={(event) => set({ codeRequired: event.currentTarget.checked })}
      />
      <Switch
        label={t("queues.autoAnswer")}
        checked={draft.autoAnswer}
        onChange={(event) => set({ autoAnswer: event.currentTarget.checked })}
      />
      <Switch
        label={t("queues.callbackOffered")}
        checked={draft.callbackOffered}
        onChange={(event) => set({ callbackOffered: event.currentTarget.checked })}
      />
      <RecordingFields form={form} />
      <CallerId form={form} />
      <CallCodes form={form} />
      <SkillsField label={t("queues.skills")} skills={draft.skills} onChange={(skills) => set({ skills })} />
      <HoursField hours={draft.hours} onChange={(hours) => set({ hours })} error={error("hours")} />
      <Fieldset legend={t("queues.overflow")} variant="unstyled">
        {(["whenFull", "whenClosed", "whenWaitedTooLong"] as const).map((when) => (
          <DestinationField
            key={when}
            label={t(`queues.${when}`)}
            value={draft[when]}
            onChange={(destination) => set({ [when]: destination })}
            error={error(when)}
            {...except}
          />
        ))}
      </Fieldset>
    </FormFrame>
  );
}

function startOf(value: Queue | null): QueueInput {
  if (value === null) return fresh();
  const { id: _, ...rest } = value;
  return rest;
}

type Form = FormOf<QueueInput>;

function Figures({ form }: { form: Form }): ReactNode {
  const { t } = useTranslation("admin");
  const { draft, set, error } = form;
  const whole = ["ringSeconds", "wrapUpSeconds", "priority"] as const;
  const optional = ["maxWaiting", "maxWaitSeconds", "announceEverySeconds"] as const;
  return (
    <div className="figures">
      <NativeSelect
        label={t("queues.language")}
        value={draft.language}
        onChange={(event) => {
          const language = (["en", "nl", "fr", "uk"] as const).find((one) => one === event.currentTarget.value);
          if (language !== undefined) set({ language });
        }}
      >
        <LanguageOptions />
      </NativeSelect>
      {whole.map((field) => (
        <NumberInput
          key={field}
          label={t(`queues.${field}`)}
          min={0}
          allowDecimal={false}
          value={draft[field]}
          onChange={(number) => set({ [field]: Number(number) })}
          error={error(field)}
        />
      ))}
      {optional.map((field) => (
        <NumberInput
          key={field}
          label={t(`queues.${field}`)}
          placeholder={field === "announceEverySeconds" ? t("queues.never") : t("queues.noLimit")}
          min={0}
          allowDecimal={false}
          value={draft[field] ?? ""}
          onChange={(number) => set({ [field]: number === "" ? null : Number(number) })}
          error={error(field)}
        />
      ))}
    </div>
  );
}

function RecordingFields({ form }: { form: Form }): ReactNode {
  const { t } = useTranslation("admin");
  const { draft, set } = form;
  const modes = ["off", "on", "onDemand"] as const;
  return (
    <>
      <NativeSelect
        label={t("queues.recording")}
        value={draft.recording}
        onChange={(event) => {
          const recording = modes.find((one) => one === event.currentTarget.value);
          if (recording !== undefined) set({ recording });
        }}
        data={modes.map((mode) => ({ value: mode, label: t(`queues.recordingMode.${mode}`) }))}
      />
      {draft.recording !== "off" && (
        <Switch
          label={t("queues.recordingAnnounced")}
          checked={draft.recordingAnnounced}
          onChange={(event) => set({ recordingAnnounced: event.currentTarget.checked })}
        />
      )}
    </>
  );
}

function Members({ form }: { form: Form }): ReactNode {
  const { t } = useTranslation("admin");
  const { people } = useDirectory();
  const agents = people.filter((one) => one.extension !== null && (one.active || form.draft.members.includes(one.id)));
  return (
    <Checkbox.Group
      label={t("queues.members")}
      description={t("queues.membersHint")}
      value={form.draft.members}
      onChange={(members) => form.set({ members })}
      error={form.error("members")}
    >
      <div className="checks">
        {agents.map((one) => (
          <Checkbox key={one.id} value={one.id} label={`${one.name} (${one.extension})`} />
        ))}
      </div>
    </Checkbox.Group>
  );
}

/** What people who are called for this queue see. */
function CallerId({ form }: { form: Form }): ReactNode {
  const { t } = useTranslation("admin");
  const { numbers } = useDirectory();
  const { country } = useDesk();
  return (
    <NativeSelect
      label={t("queues.callerId")}
      description={t("queues.callerIdHint")}
      value={form.draft.callerId ?? ""}
      onChange={(event) => form.set({ callerId: event.currentTarget.value === "" ? null : event.currentTarget.value })}
      error={form.error("callerId")}
    >
      <option value="">{t("queues.callerIdTrunk")}</option>
      {numbers.map((one) => (
        <option key={one.id} value={one.number}>
          {[formatNumber(one.number, country), one.label].filter((part) => part !== "").join(" · ")}
        </option>
      ))}
    </NativeSelect>
  );
}

function CallCodes({ form }: { form: Form }): ReactNode {
  const { t } = useTranslation("admin");
  const { callCodes } = useDirectory();
  return (
    <Checkbox.Group
      label={t("queues.callCodes")}
      value={form.draft.callCodes}
      onChange={(codes) => form.set({ callCodes: codes })}
      error={form.error("callCodes")}
    >
      <div className="checks">
        {callCodes.length === 0 && <span className="dim">{t("callCodes.empty")}</span>}
        {callCodes.map((one) => (
          <Checkbox key={one.id} value={one.id} label={one.name} />
        ))}
      </div>
    </Checkbox.Group>
  );
}
