import { API, type Organisation, organisation, organisationSettings, supervisionTold } from "@belfry/contracts";
import { NativeSelect, NumberInput, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { ask, failureOf, get } from "../api/client.ts";
import { FormFrame } from "../parts/form-frame.tsx";
import { Refusal } from "../parts/refusal.tsx";
import { useForm } from "../parts/use-form.ts";
import { OtherLanguagesField } from "./new-organisation.tsx";
import { LanguageField, TimeZoneField } from "./place-fields.tsx";
import { UndoBar } from "./undo-bar.tsx";
import type { Done } from "./use-collection.ts";

/** What the organisation's own admin may change of it. */
export function OrganisationSection(): ReactNode {
  const { t } = useTranslation("admin");
  /** Counts what was taken back: the form then begins again with what is in force. */
  const [undone, setUndone] = useState(0);
  const found = useQuery({ queryKey: [API.organisation], queryFn: () => get(API.organisation, organisation) });
  return (
    <>
      <h1 style={{ marginBottom: 12 }}>{t("sections.organisation")}</h1>
      <Refusal failure={found.isError ? failureOf(found.error) : null} />
      {found.isSuccess && <Settings key={undone} value={found.data} undone={() => setUndone(undone + 1)} />}
    </>
  );
}

function Settings({ value, undone }: { value: Organisation; undone: () => void }): ReactNode {
  const { t } = useTranslation("admin");
  const client = useQueryClient();
  const [done, setDone] = useState<Done | null>(null);
  const save = useMutation({
    mutationFn: (input: unknown) => ask("PUT", API.organisation, input, organisation),
    onSuccess: (now) => client.setQueryData([API.organisation], now),
  });
  const { id: _, slug, ...initial } = value;
  const form = useForm({
    schema: organisationSettings,
    initial,
    input: (draft) => draft,
    failure: save.isError ? failureOf(save.error) : null,
    send: (input) =>
      save.mutate(input, {
        onSuccess: (now) =>
          setDone({ deed: "saved", name: now.name, undo: async () => void (await save.mutateAsync(initial)) }),
      }),
  });
  const { draft, set, error } = form;
  return (
    <div style={{ maxWidth: 480 }}>
      <UndoBar
        done={done}
        undo={() => {
          void done?.undo().then(undone);
          setDone(null);
        }}
        close={() => setDone(null)}
      />
      <FormFrame
        submit={form.submit}
        saving={save.isPending}
        failure={save.isError ? failureOf(save.error) : null}
        isNew={false}
      >
        <TextInput label={t("organisations.slug")} value={slug} readOnly disabled />
        <TextInput
          label={t("organisations.name")}
          value={draft.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
          error={error("name")}
        />
        <TextInput
          label={t("organisations.country")}
          maxLength={2}
          value={draft.country}
          onChange={(event) => set({ country: event.currentTarget.value })}
          error={error("country")}
        />
        <LanguageField value={draft.language} onChange={(language) => set({ language })} />
        <OtherLanguagesField
          main={draft.language}
          value={draft.otherLanguages}
          onChange={(otherLanguages) => set({ otherLanguages })}
        />
        <TimeZoneField value={draft.timeZone} onChange={(timeZone) => set({ timeZone })} error={error("timeZone")} />
        <NumberInput
          label={t("organisations.recordingDays")}
          min={1}
          max={3650}
          value={draft.recordingDays}
          onChange={(days) => set({ recordingDays: Number(days) })}
          error={error("recordingDays")}
        />
        <NumberInput
          label={t("organisations.retentionDays")}
          min={1}
          max={3650}
          value={draft.retentionDays}
          onChange={(days) => set({ retentionDays: Number(days) })}
          error={error("retentionDays")}
        />
        <NativeSelect
          label={t("organisations.supervisionTold")}
          description={t("organisations.supervisionToldHint")}
          value={draft.supervisionTold}
          onChange={(event) => set({ supervisionTold: supervisionTold.parse(event.currentTarget.value) })}
          error={error("supervisionTold")}
          data={supervisionTold.options.map((value) => ({ value, label: t(`organisations.told.${value}`) }))}
        />
      </FormFrame>
    </div>
  );
}
