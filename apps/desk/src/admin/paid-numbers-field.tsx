import { payer } from "@belfry/contracts";
import { ActionIcon, Button, Fieldset, NativeSelect, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

export interface NumberDraft {
  readonly number: string;
  readonly label: string;
  /** Empty until somebody says it: a guess would be told to callers as a fact. */
  readonly payer: string;
}

/** Numbers that callers dial, each with who pays for the call. */
export function PaidNumbersField(props: {
  numbers: readonly NumberDraft[];
  onChange: (numbers: readonly NumberDraft[]) => void;
  error: (path: string) => string | null;
}): ReactNode {
  const { t } = useTranslation(["admin", "desk"]);
  const { numbers, onChange, error } = props;
  const change = (index: number, part: Partial<NumberDraft>): void =>
    onChange(numbers.map((one, at) => (at === index ? { ...one, ...part } : one)));
  return (
    <Fieldset legend={t("admin:setUp.numbers")} variant="unstyled">
      <p className="dim small" style={{ marginBottom: 6 }}>
        {t("admin:setUp.numbersHint")}
      </p>
      {numbers.map((one, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a number that is being typed has no name of its own yet
        <div key={index} className="paid-number">
          <TextInput
            label={t("admin:setUp.number")}
            inputMode="tel"
            autoComplete="off"
            value={one.number}
            onChange={(event) => change(index, { number: event.currentTarget.value })}
            error={error(`numbers.${index}.number`)}
          />
          <NativeSelect
            label={t("admin:setUp.payer")}
            value={one.payer}
            onChange={(event) => change(index, { payer: event.currentTarget.value })}
            error={error(`numbers.${index}.payer`) === null ? null : t("desk:validation.required")}
          >
            <option value="">{t("admin:setUp.choosePayer")}</option>
            {payer.options.map((who) => (
              <option key={who} value={who}>
                {t(`admin:setUp.${who}`)}
              </option>
            ))}
          </NativeSelect>
          <TextInput
            label={t("admin:setUp.label")}
            value={one.label}
            onChange={(event) => change(index, { label: event.currentTarget.value })}
            error={error(`numbers.${index}.label`)}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t("admin:setUp.removeNumber", { number: one.number })}
            onClick={() => onChange(numbers.filter((_, at) => at !== index))}
          >
            <IconX size={16} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => onChange([...numbers, { number: "", label: "", payer: "" }])}
      >
        {t("admin:setUp.addNumber")}
      </Button>
    </Fieldset>
  );
}
