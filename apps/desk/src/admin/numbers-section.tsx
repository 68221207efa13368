import {
  API,
  type Destination,
  type InboundNumber,
  inboundNumber,
  type NumberInput,
  numberInput,
  type Payer,
  payer,
} from "@belfry/contracts";
import { NativeSelect, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useDesk } from "../desk/use-desk.tsx";
import { formatNumber } from "../i18n/format.ts";
import { FormFrame } from "../parts/form-frame.tsx";
import { useForm } from "../parts/use-form.ts";
import { Collection, type FormProps } from "./collection.tsx";
import { DestinationField } from "./destination-field.tsx";
import { useDestinationName, useDirectory } from "./use-directory.ts";

/** The numbers that callers dial, and where their calls go. */
export function NumbersSection(): ReactNode {
  const { t } = useTranslation("admin");
  const { country } = useDesk();
  const destinationName = useDestinationName();
  return (
    <Collection<InboundNumber, NumberInput>
      address={API.numbers}
      schema={inboundNumber}
      title={t("sections.numbers")}
      empty={t("numbers.empty")}
      emptyText={t("numbers.emptyText")}
      nameOf={(one) => formatNumber(one.number, country)}
      detailOf={(one) =>
        [one.label, one.payer === "organisation" ? t("numbers.free") : "", `→ ${destinationName(one.destination)}`]
          .filter((part) => part !== "")
          .join(" · ")
      }
      form={(props) => <NumberForm {...props} />}
    />
  );
}

function NumberForm({ value, saving, failure, send }: FormProps<InboundNumber, NumberInput>): ReactNode {
  const { t } = useTranslation("admin");
  const { queues } = useDirectory();
  const initial: { number: string; label: string; destination: Destination; payer: Payer | null } = {
    number: value?.number ?? "",
    label: value?.label ?? "",
    destination: value?.destination ?? { kind: "queue", queue: queues[0]?.id ?? "" },
    payer: value?.payer ?? null,
  };
  const form = useForm({
    schema: numberInput,
    initial,
    input: (draft) => draft,
    failure,
    send,
  });
  const { draft, set, error } = form;
  return (
    <FormFrame submit={form.submit} saving={saving} failure={failure} isNew={value === null}>
      <TextInput
        label={t("numbers.number")}
        description={t("numbers.hint")}
        type="tel"
        value={draft.number}
        onChange={(event) => set({ number: event.currentTarget.value })}
        error={error("number")}
      />
      <TextInput
        label={t("numbers.label")}
        value={draft.label}
        onChange={(event) => set({ label: event.currentTarget.value })}
        error={error("label")}
      />
      <DestinationField
        label={t("numbers.destination")}
        value={draft.destination}
        onChange={(destination) => set({ destination })}
        error={error("destination")}
      />
      <NativeSelect
        label={t("numbers.payer")}
        description={t("numbers.payerHint")}
        value={draft.payer ?? ""}
        onChange={(event) => set({ payer: payer.options.find((one) => one === event.currentTarget.value) ?? null })}
        error={error("payer")}
      >
        <option value="">{t("numbers.payerNone")}</option>
        {payer.options.map((one) => (
          <option key={one} value={one}>
            {t(`numbers.payers.${one}`)}
          </option>
        ))}
      </NativeSelect>
    </FormFrame>
  );
}
