import { type VerifiedCallingSettings, verifiedCallingSettings } from "@belfry/contracts";
import { NativeSelect, NumberInput, Textarea } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { UndoBar } from "../admin/undo-bar.tsx";
import type { Done } from "../admin/use-collection.ts";
import { FormFrame } from "../parts/form-frame.tsx";
import { Refusal } from "../parts/refusal.tsx";
import { useForm } from "../parts/use-form.ts";
import { readOrigins } from "./origins.ts";
import { useVerifiedSettings } from "./use-verified-calling.ts";

/** What holds for all purposes: websites, codes, and when everything is forgotten. */
export function SettingsPart(): ReactNode {
  const { t } = useTranslation("admin");
  const { settings, loadFailure } = useVerifiedSettings();
  /** Counts what was taken back: the form then begins again with what is in force. */
  const [undone, setUndone] = useState(0);
  return (
    <>
      <h1 className="section">{t("verifiedCalling.settings")}</h1>
      <Refusal failure={loadFailure} />
      {settings !== null && <Settings key={undone} value={settings} undone={() => setUndone(undone + 1)} />}
    </>
  );
}

const CALLERS = ["none", "verified", "all"] as const;

function Settings({ value, undone }: { value: VerifiedCallingSettings; undone: () => void }): ReactNode {
  const { t } = useTranslation("admin");
  const { save, saveFailure } = useVerifiedSettings();
  const [initial] = useState(value);
  const [done, setDone] = useState<Done | null>(null);
  const form = useForm({
    schema: verifiedCallingSettings,
    initial: { ...value, origins: value.origins.join("\n") },
    // A line that is none is kept as it is, so that the form is not sent.
    input: ({ origins, ...rest }) => {
      const read = readOrigins(origins);
      return { ...rest, origins: [...read.origins, ...read.mistakes.map(({ text }) => `not an origin: ${text}`)] };
    },
    failure: saveFailure,
    send: (input) =>
      save.mutate(input, {
        onSuccess: () =>
          setDone({
            deed: "saved",
            name: t("verifiedSettings.name"),
            undo: async () => void (await save.mutateAsync(initial)),
          }),
      }),
  });
  const { draft, set, error } = form;
  const mistakes = error("origins") === null ? [] : readOrigins(draft.origins).mistakes;
  const figure = (name: "codeLength" | "forgetAfterMinutes", least: number, most: number, hint: string) => (
    <NumberInput
      label={t(`verifiedSettings.${name}`)}
      description={hint}
      min={least}
      max={most}
      clampBehavior="blur"
      allowDecimal={false}
      value={draft[name]}
      onChange={(number) => set({ [name]: Number(number) })}
      error={error(name)}
    />
  );
  return (
    <div style={{ maxWidth: 560 }}>
      <UndoBar
        done={done}
        undo={() => {
          void done?.undo().then(undone);
          setDone(null);
        }}
        close={() => setDone(null)}
      />
      <FormFrame submit={form.submit} saving={save.isPending} failure={saveFailure} isNew={false}>
        <Textarea
          label={t("verifiedSettings.origins")}
          description={t("verifiedSettings.originsHint")}
          placeholder="https://www.example.org"
          spellCheck={false}
          autosize
          minRows={3}
          value={draft.origins}
          onChange={(event) => set({ origins: event.currentTarget.value })}
          error={
            mistakes.length === 0
              ? null
              : mistakes.map(({ line, text, why, origin }) => (
                  <span key={line} style={{ display: "block" }}>
                    {t("verifiedSettings.originLine", {
                      line,
                      text,
                      why: t(`verifiedSettings.originWhy.${why}`, { origin }),
                    })}
                  </span>
                ))
          }
        />
        {figure(
          "codeLength",
          6,
          12,
          t(
            draft.codeLength === initial.codeLength
              ? "verifiedSettings.codeLengthHint"
              : "verifiedSettings.codeLengthChange",
          ),
        )}
        {figure("forgetAfterMinutes", 5, 60, t("verifiedSettings.forgetAfterMinutesHint"))}
        <NativeSelect
          label={t("verifiedSettings.forgetCallers")}
          description={t("verifiedSettings.forgetCallersHint")}
          value={draft.forgetCallers}
          onChange={(event) => {
            const chosen = CALLERS.find((one) => one === event.currentTarget.value);
            if (chosen !== undefined) set({ forgetCallers: chosen });
          }}
          data={CALLERS.map((one) => ({ value: one, label: t(`verifiedSettings.callers.${one}`) }))}
        />
      </FormFrame>
    </div>
  );
}
