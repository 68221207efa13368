import type { DialRule } from "@belfry/contracts";
import { ActionIcon, Button, Fieldset, NativeSelect, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

/** Beginnings of numbers, each with whether such numbers may be called. */
export function DialRulesField(props: {
  rules: readonly DialRule[];
  onChange: (rules: DialRule[]) => void;
  wrong: (index: number) => boolean;
}): ReactNode {
  const { t } = useTranslation("admin");
  const { rules, onChange } = props;
  const change = (index: number, part: Partial<DialRule>): void =>
    onChange(rules.map((one, at) => (at === index ? { ...one, ...part } : one)));
  return (
    <Fieldset legend={t("outgoing.rules")} variant="unstyled">
      <p className="dim">{t("outgoing.rulesHint")}</p>
      {rules.map((rule, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a rule that is being typed has no beginning of its own yet
        <div key={index} className="line">
          <TextInput
            className="row-main"
            aria-label={t("outgoing.prefix")}
            placeholder="+31"
            type="tel"
            value={rule.prefix}
            onChange={(event) => change(index, { prefix: event.currentTarget.value })}
            error={props.wrong(index) ? t("outgoing.prefixWrong") : null}
          />
          <NativeSelect
            aria-label={t("outgoing.effect", { prefix: rule.prefix })}
            value={rule.allow ? "allow" : "refuse"}
            onChange={(event) => change(index, { allow: event.currentTarget.value === "allow" })}
          >
            <option value="allow">{t("outgoing.allow")}</option>
            <option value="refuse">{t("outgoing.refuse")}</option>
          </NativeSelect>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t("outgoing.removeRule", { prefix: rule.prefix })}
            onClick={() => onChange(rules.filter((_, at) => at !== index))}
          >
            <IconX size={16} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => onChange([...rules, { prefix: "", allow: true }])}
      >
        {t("outgoing.addRule")}
      </Button>
    </Fieldset>
  );
}
