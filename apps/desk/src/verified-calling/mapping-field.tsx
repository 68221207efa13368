import { attributeTag } from "@belfry/contracts";
import { ActionIcon, Button, Fieldset, NativeSelect, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { MappingLine } from "./provider-draft.ts";

/** What a provider can tell, and by which name of its own. */
export function MappingField(props: {
  lines: readonly MappingLine[];
  onChange: (lines: readonly MappingLine[]) => void;
  wrong: boolean;
}): ReactNode {
  const { t } = useTranslation(["admin", "desk"]);
  const { lines, onChange } = props;
  const free = attributeTag.options.filter((tag) => !lines.some((line) => line.tag === tag));
  const change = (index: number, part: Partial<MappingLine>) =>
    onChange(lines.map((line, at) => (at === index ? { ...line, ...part } : line)));
  return (
    <Fieldset legend={t("admin:identityProviders.mapping")} variant="unstyled">
      <p className="dim small">{t("admin:identityProviders.mappingHint")}</p>
      {lines.map(({ tag, names }, index) => {
        const name = t(`desk:attribute.${tag}`);
        return (
          <div key={tag} className="mapping-line">
            <NativeSelect
              aria-label={t("admin:identityProviders.mapping")}
              value={tag}
              onChange={(event) => {
                const chosen = free.find((one) => one === event.currentTarget.value);
                if (chosen !== undefined) change(index, { tag: chosen });
              }}
              data={[tag, ...free].map((one) => ({ value: one, label: t(`desk:attribute.${one}`) }))}
            />
            <TextInput
              aria-label={t("admin:identityProviders.itsName", { name })}
              autoComplete="off"
              spellCheck={false}
              value={names}
              onChange={(event) => change(index, { names: event.currentTarget.value })}
              error={props.wrong && names.trim() === "" ? t("desk:validation.required") : null}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t("admin:identityProviders.removeLine", { name })}
              onClick={() => onChange(lines.filter((_, at) => at !== index))}
            >
              <IconX size={16} aria-hidden />
            </ActionIcon>
          </div>
        );
      })}
      {free[0] !== undefined && (
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => onChange([...lines, ...free.slice(0, 1).map((tag) => ({ tag, names: "" }))])}
        >
          {t("admin:identityProviders.addLine")}
        </Button>
      )}
    </Fieldset>
  );
}
