import { API, type Locale, type PromptList, promptList, promptName } from "@belfry/contracts";
import { FileButton, NativeSelect } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Failure, failureOf, get, tell } from "../api/client.ts";
import { currentLanguage, LOCALES } from "../i18n/index.ts";
import { Refusal } from "../parts/refusal.tsx";
import { StateBadge } from "../parts/state-badge.tsx";
import { WorkButton } from "../parts/work-button.tsx";
import { LanguageOptions } from "./people-section.tsx";

const LARGEST = 10 * 1024 * 1024;

interface Change {
  readonly prompt: string;
  readonly language: Locale;
  /** Null: back to the recording of the house. */
  readonly file: File | null;
}

function usePrompts() {
  const client = useQueryClient();
  const list = useQuery<PromptList>({ queryKey: [API.prompts], queryFn: () => get(API.prompts, promptList) });
  const change = useMutation({
    mutationFn: async ({ prompt, language, file }: Change) => {
      const path = `${API.prompts}/${language}/${prompt}`;
      if (file === null) return tell("DELETE", path);
      const body = new FormData();
      body.append("file", file);
      return tell("PUT", path, body);
    },
    onSettled: () => client.invalidateQueries({ queryKey: [API.prompts] }),
  });
  return { list, change };
}

/** What callers hear, in each language; a recording of the organisation takes the place of the one of the house. */
export function PromptsSection(): ReactNode {
  const { t } = useTranslation("admin");
  const { list, change } = usePrompts();
  const [language, setLanguage] = useState<Locale>(currentLanguage);
  const [tooLarge, setTooLarge] = useState(false);
  const failure: Failure | null = list.isError
    ? failureOf(list.error)
    : change.isError
      ? failureOf(change.error)
      : null;

  function nameOf(prompt: string): string {
    const known = promptName.safeParse(prompt);
    return known.success ? t(`prompts.name.${known.data}`) : prompt;
  }
  function put(prompt: string, file: File | null): void {
    const refused = file !== null && (file.size > LARGEST || !/\.wav$/i.test(file.name));
    setTooLarge(refused);
    if (!refused) change.mutate({ prompt, language, file });
  }

  return (
    <>
      <h1>{t("sections.prompts")}</h1>
      <p className="dim section">{t("prompts.intro")}</p>
      <NativeSelect
        label={t("prompts.language")}
        value={language}
        onChange={(event) => setLanguage(LOCALES.find((one) => one === event.currentTarget.value) ?? language)}
        mb="md"
        maw={240}
      >
        <LanguageOptions />
      </NativeSelect>
      <div role="status">
        {change.isSuccess && (
          <p className="hint section">
            {change.variables.file === null
              ? t("prompts.removed", { name: nameOf(change.variables.prompt) })
              : t("prompts.uploaded", { name: nameOf(change.variables.prompt) })}
          </p>
        )}
        {tooLarge && <p className="refusal section">{t("prompts.badFile")}</p>}
      </div>
      <Refusal failure={failure} />
      <ul className="rows box">
        {(list.data?.names ?? []).map((prompt) => {
          const own = list.data?.own.some((one) => one.prompt === prompt && one.language === language) === true;
          return (
            <li key={prompt} className="row" style={{ padding: "8px 12px", flexWrap: "wrap" }}>
              <div className="row-main">{nameOf(prompt)}</div>
              {own ? (
                <StateBadge tone="available">{t("prompts.own")}</StateBadge>
              ) : (
                <span className="dim">{t("prompts.house")}</span>
              )}
              {own && (
                // The key is new with each upload, so that nobody listens to what was there before.
                // biome-ignore lint/a11y/useMediaCaption: a sentence whose words are its name has nothing to caption
                <audio
                  key={change.submittedAt}
                  controls
                  preload="none"
                  src={`${API.prompts}/${language}/${prompt}`}
                  aria-label={t("prompts.listen", { name: nameOf(prompt) })}
                  style={{ height: 32, width: 220, maxWidth: "100%" }}
                />
              )}
              {own && (
                <WorkButton variant="subtle" size="xs" onClick={() => put(prompt, null)} busy={change.isPending}>
                  {t("prompts.remove")}
                </WorkButton>
              )}
              <FileButton accept="audio/wav,.wav" onChange={(file) => file !== null && put(prompt, file)}>
                {(props) => (
                  <WorkButton
                    {...props}
                    variant="default"
                    size="xs"
                    busy={change.isPending}
                    aria-label={`${t("prompts.upload")}: ${nameOf(prompt)}`}
                  >
                    {t("prompts.upload")}
                  </WorkButton>
                )}
              </FileButton>
            </li>
          );
        })}
      </ul>
    </>
  );
}
