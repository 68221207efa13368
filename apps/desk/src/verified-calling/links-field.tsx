import { type PurposeInput, strayWord } from "@belfry/contracts";
import { ActionIcon, Button, Fieldset, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { FormOf } from "../parts/use-form.ts";

/** Links into other systems, filled with what is asked. */
export function LinksField({ form: { draft, set, error } }: { form: FormOf<PurposeInput> }): ReactNode {
  const { t } = useTranslation("admin");
  const asked = new Set<string>(draft.attributes.map(({ tag }) => tag));
  const words = [...asked].map((tag) => `{${tag}}`).join(" ");
  const change = (index: number, part: Partial<PurposeInput["links"][number]>) =>
    set({ links: draft.links.map((one, at) => (at === index ? { ...one, ...part } : one)) });
  const wrong = (index: number, template: string) => {
    if (error(`links.${index}.template`) === null) return null;
    const stray = strayWord(template, asked);
    return stray === null ? t("purposes.linkWrong") : t("purposes.linkStray", { word: `{${stray}}` });
  };
  return (
    <Fieldset legend={t("purposes.links")} variant="unstyled">
      <p className="dim small">{asked.size === 0 ? t("purposes.linksNone") : t("purposes.linksHint", { words })}</p>
      {draft.links.map((link, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two lines may say the same while one is being changed
        <div key={index} className="link-line">
          <TextInput
            label={t("purposes.linkLabel")}
            value={link.label}
            onChange={(event) => change(index, { label: event.currentTarget.value })}
            error={error(`links.${index}.label`)}
          />
          <TextInput
            label={t("purposes.linkTemplate")}
            placeholder="https://case.example.org/?person={bsn}"
            spellCheck={false}
            value={link.template}
            onChange={(event) => change(index, { template: event.currentTarget.value })}
            error={wrong(index, link.template)}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t("purposes.removeLink", { name: link.label })}
            onClick={() => set({ links: draft.links.filter((_, at) => at !== index) })}
          >
            <IconX size={16} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => set({ links: [...draft.links, { label: "", template: "" }] })}
      >
        {t("purposes.addLink")}
      </Button>
    </Fieldset>
  );
}
