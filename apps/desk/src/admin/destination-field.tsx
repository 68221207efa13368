import type { Destination } from "@belfry/contracts";
import { NativeSelect, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useDirectory } from "./use-directory.ts";

const KINDS = ["queue", "agent", "number", "announcement"] as const;
const PROMPTS = ["closed", "queue-full", "nobody-available", "goodbye"] as const;

/** Where calls go: the kind, then which one. */
export function DestinationField(props: {
  label: string;
  value: Destination;
  onChange: (destination: Destination) => void;
  error: string | null;
  /** A queue cannot overflow into itself. */
  exceptQueue?: string;
}): ReactNode {
  const { t } = useTranslation("admin");
  const { value, onChange } = props;
  const { queues, people } = useDirectory();
  const others = queues.filter((one) => one.id !== props.exceptQueue);
  const agents = people.filter((one) => one.extension !== null);

  function ofKind(kind: string): Destination {
    if (kind === "queue") return { kind, queue: others[0]?.id ?? "" };
    if (kind === "agent") return { kind, person: agents[0]?.id ?? "" };
    if (kind === "number") return { kind, number: "" };
    return { kind: "announcement", prompt: "nobody-available" };
  }

  return (
    <div className="line" style={{ alignItems: "flex-end" }}>
      <NativeSelect
        className="row-main"
        label={props.label}
        value={value.kind}
        onChange={(event) => onChange(ofKind(event.currentTarget.value))}
      >
        {KINDS.map((kind) => (
          <option key={kind} value={kind}>
            {t(`destination.${kind}`)}
          </option>
        ))}
      </NativeSelect>
      <Which {...props} queues={others} agents={agents} />
    </div>
  );
}

function Which(props: {
  label: string;
  value: Destination;
  onChange: (destination: Destination) => void;
  error: string | null;
  queues: readonly { readonly id: string; readonly name: string }[];
  agents: readonly { readonly id: string; readonly name: string }[];
}): ReactNode {
  const { t } = useTranslation("admin");
  const { value, onChange } = props;
  const label = `${props.label}: ${t(`destination.${value.kind}`)}`;
  if (value.kind === "number") {
    return (
      <TextInput
        className="row-main"
        aria-label={label}
        type="tel"
        value={value.number}
        onChange={(event) => onChange({ kind: "number", number: event.currentTarget.value })}
        error={props.error}
      />
    );
  }
  if (value.kind === "announcement") {
    return (
      <NativeSelect
        className="row-main"
        aria-label={label}
        value={value.prompt}
        onChange={(event) => {
          const prompt = PROMPTS.find((one) => one === event.currentTarget.value);
          if (prompt !== undefined) onChange({ kind: "announcement", prompt });
        }}
      >
        {PROMPTS.map((prompt) => (
          <option key={prompt} value={prompt}>
            {t(`destination.prompt.${prompt}`)}
          </option>
        ))}
      </NativeSelect>
    );
  }
  const isQueue = value.kind === "queue";
  const chosen = isQueue ? value.queue : value.person;
  const choices = isQueue ? props.queues : props.agents;
  return (
    <NativeSelect
      className="row-main"
      aria-label={label}
      value={chosen}
      onChange={(event) => {
        const found = event.currentTarget.value;
        onChange(isQueue ? { kind: "queue", queue: found } : { kind: "agent", person: found });
      }}
      error={props.error}
    >
      {!choices.some((one) => one.id === chosen) && (
        <option value={chosen}>{chosen === "" ? t("destination.choose") : t("destination.gone")}</option>
      )}
      {choices.map((one) => (
        <option key={one.id} value={one.id}>
          {one.name}
        </option>
      ))}
    </NativeSelect>
  );
}
