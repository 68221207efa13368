import { API, type CallCode, callCode, callCodeInput, type Pause, pause, pauseInput } from "@belfry/contracts";
import { Switch, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { FormFrame } from "../parts/form-frame.tsx";
import { useForm } from "../parts/use-form.ts";
import { Collection, type FormProps } from "./collection.tsx";

type CodeInput = Omit<CallCode, "id">;

/** The reasons for which an agent may pause. */
export function PausesSection(): ReactNode {
  const { t } = useTranslation("admin");
  return (
    <Collection<Pause, { name: string }>
      address={API.pauses}
      schema={pause}
      title={t("sections.pauses")}
      empty={t("pauses.empty")}
      emptyText={t("pauses.emptyText")}
      nameOf={(one) => one.name}
      detailOf={() => null}
      form={(props) => <PauseForm {...props} />}
    />
  );
}

function PauseForm({ value, saving, failure, send }: FormProps<Pause, { name: string }>): ReactNode {
  const { t } = useTranslation("admin");
  const form = useForm({
    schema: pauseInput,
    initial: { name: value?.name ?? "" },
    input: (draft) => draft,
    failure,
    send,
  });
  return (
    <FormFrame submit={form.submit} saving={saving} failure={failure} isNew={value === null}>
      <TextInput
        label={t("pauses.name")}
        value={form.draft.name}
        onChange={(event) => form.set({ name: event.currentTarget.value })}
        error={form.error("name")}
      />
    </FormFrame>
  );
}

/** What a call may have been about. */
export function CallCodesSection(): ReactNode {
  const { t } = useTranslation("admin");
  return (
    <Collection<CallCode, CodeInput>
      address={API.callCodes}
      schema={callCode}
      title={t("sections.callCodes")}
      empty={t("callCodes.empty")}
      emptyText={t("callCodes.emptyText")}
      nameOf={(one) => one.name}
      detailOf={(one) =>
        [one.noteRequired && t("callCodes.noteRequired"), one.callBack && t("callCodes.callBack")]
          .filter((part) => part !== false)
          .join(" · ")
      }
      form={(props) => <CallCodeForm {...props} />}
    />
  );
}

function CallCodeForm({ value, saving, failure, send }: FormProps<CallCode, CodeInput>): ReactNode {
  const { t } = useTranslation("admin");
  const form = useForm({
    schema: callCodeInput,
    initial: {
      name: value?.name ?? "",
      noteRequired: value?.noteRequired ?? false,
      callBack: value?.callBack ?? false,
    },
    input: (draft) => draft,
    failure,
    send,
  });
  return (
    <FormFrame submit={form.submit} saving={saving} failure={failure} isNew={value === null}>
      <TextInput
        label={t("callCodes.name")}
        value={form.draft.name}
        onChange={(event) => form.set({ name: event.currentTarget.value })}
        error={form.error("name")}
      />
      <Switch
        label={t("callCodes.noteRequired")}
        checked={form.draft.noteRequired}
        onChange={(event) => form.set({ noteRequired: event.currentTarget.checked })}
      />
      <Switch
        label={t("callCodes.callBack")}
        checked={form.draft.callBack}
        onChange={(event) => form.set({ callBack: event.currentTarget.checked })}
      />
    </FormFrame>
  );
}
