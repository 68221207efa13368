import { API, type Trunk, type TrunkInput, trunk, trunkInput } from "@belfry/contracts";
import { Fieldset, NativeSelect, NumberInput, PasswordInput, Switch, Textarea, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { FormFrame } from "../parts/form-frame.tsx";
import { ToldOnce } from "../parts/told-once.tsx";
import { type FormOf, useForm } from "../parts/use-form.ts";
import { Collection, type FormProps } from "./collection.tsx";

/** The connections to telephone providers. Passwords go in and never come out again, but for one that was just made. */
export function TrunksSection(): ReactNode {
  const { t } = useTranslation("admin");
  return (
    <Collection<Trunk, TrunkInput>
      address={API.trunks}
      schema={trunk}
      inputOf={({ id: _, secret: __, ...rest }) => rest}
      title={t("sections.trunks")}
      empty={t("trunks.empty")}
      emptyText={t("trunks.emptyText")}
      nameOf={(one) => one.name}
      detailOf={(one) => (one.outbound === null ? t("trunks.inOnly") : t("trunks.both"))}
      form={(props) => <TrunkForm {...props} />}
      afterSave={(one) => one.secret !== undefined && <Secret secret={one.secret} />}
    />
  );
}

function Secret({ secret }: { secret: string }): ReactNode {
  const { t } = useTranslation(["admin", "desk"]);
  return (
    <ToldOnce
      title={t("admin:trunks.secretOnce")}
      secret={secret}
      copy={t("admin:trunks.copy")}
      copied={t("desk:calls.copied")}
    />
  );
}

interface Draft {
  readonly name: string;
  readonly addresses: string;
  readonly withDigest: boolean;
  readonly digestUser: string;
  readonly digestPassword: string;
  readonly withOutbound: boolean;
  readonly host: string;
  readonly port: number;
  readonly transport: "udp" | "tcp";
  readonly user: string;
  readonly password: string;
  readonly callerId: string;
}

function draftOf(value: Trunk | null): Draft {
  return {
    name: value?.name ?? "",
    addresses: value?.addresses.join("\n") ?? "",
    withDigest: value !== null && value.digest !== null,
    digestUser: value?.digest?.user ?? "",
    digestPassword: "",
    withOutbound: value !== null && value.outbound !== null,
    host: value?.outbound?.host ?? "",
    port: value?.outbound?.port ?? 5060,
    transport: value?.outbound?.transport ?? "udp",
    user: value?.outbound?.user ?? "",
    password: "",
    callerId: value?.outbound?.callerId ?? "",
  };
}

function orNull(text: string): string | null {
  return text.trim() === "" ? null : text.trim();
}

/** An empty password field is left out: the present password stays, or the server makes one. */
function inputOf(draft: Draft): unknown {
  return {
    name: draft.name,
    addresses: draft.addresses.split(/[\s,;]+/).filter((one) => one !== ""),
    digest: draft.withDigest
      ? { user: draft.digestUser, ...(draft.digestPassword === "" ? {} : { password: draft.digestPassword }) }
      : null,
    outbound: draft.withOutbound
      ? {
          host: draft.host,
          port: draft.port,
          transport: draft.transport,
          user: orNull(draft.user),
          callerId: orNull(draft.callerId),
          ...(draft.password === "" ? {} : { password: draft.password }),
        }
      : null,
  };
}

function TrunkForm({ value, saving, failure, send }: FormProps<Trunk, TrunkInput>): ReactNode {
  const { t } = useTranslation("admin");
  const form = useForm({ schema: trunkInput, initial: draftOf(value), input: inputOf, failure, send });
  const { draft, set, error } = form;
  return (
    <FormFrame submit={form.submit} saving={saving} failure={failure} isNew={value === null}>
      <TextInput
        label={t("trunks.name")}
        value={draft.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
        error={error("name")}
      />
      <Fieldset legend={t("trunks.inbound")} variant="unstyled">
        <Textarea
          label={t("trunks.addresses")}
          description={t("trunks.addressesHint")}
          autosize
          minRows={2}
          value={draft.addresses}
          onChange={(event) => set({ addresses: event.currentTarget.value })}
          error={error("addresses")}
          mb={10}
        />
        <Switch
          label={t("trunks.digest")}
          checked={draft.withDigest}
          onChange={(event) => set({ withDigest: event.currentTarget.checked })}
          mb={10}
        />
        {draft.withDigest && (
          <div className="figures">
            <TextInput
              label={t("trunks.digestUser")}
              autoComplete="off"
              value={draft.digestUser}
              onChange={(event) => set({ digestUser: event.currentTarget.value })}
              error={error("digest.user")}
            />
            <PasswordInput
              label={t("trunks.digestPassword")}
              placeholder={value?.digest === null || value === null ? t("trunks.digestMade") : t("trunks.digestKeep")}
              autoComplete="new-password"
              value={draft.digestPassword}
              onChange={(event) => set({ digestPassword: event.currentTarget.value })}
              error={error("digest.password")}
            />
          </div>
        )}
      </Fieldset>
      <Fieldset legend={t("trunks.outbound")} variant="unstyled">
        <Switch
          label={t("trunks.outboundOn")}
          checked={draft.withOutbound}
          onChange={(event) => set({ withOutbound: event.currentTarget.checked })}
          mb={10}
        />
        {draft.withOutbound && <Outbound form={form} />}
      </Fieldset>
    </FormFrame>
  );
}

function Outbound({ form }: { form: FormOf<Draft> }): ReactNode {
  const { t } = useTranslation("admin");
  const { draft, set, error } = form;
  return (
    <div className="figures">
      <TextInput
        label={t("trunks.host")}
        value={draft.host}
        onChange={(event) => set({ host: event.currentTarget.value })}
        error={error("outbound.host")}
      />
      <NumberInput
        label={t("trunks.port")}
        min={1}
        max={65535}
        value={draft.port}
        onChange={(port) => set({ port: Number(port) })}
        error={error("outbound.port")}
      />
      <NativeSelect
        label={t("trunks.transport")}
        value={draft.transport}
        onChange={(event) => {
          const transport = (["udp", "tcp"] as const).find((one) => one === event.currentTarget.value);
          if (transport !== undefined) set({ transport });
        }}
        data={[
          { value: "udp", label: "UDP" },
          { value: "tcp", label: "TCP" },
        ]}
      />
      <TextInput
        label={t("trunks.user")}
        autoComplete="off"
        value={draft.user}
        onChange={(event) => set({ user: event.currentTarget.value })}
        error={error("outbound.user")}
      />
      <PasswordInput
        label={t("trunks.password")}
        autoComplete="new-password"
        value={draft.password}
        onChange={(event) => set({ password: event.currentTarget.value })}
        error={error("outbound.password")}
      />
      <TextInput
        label={t("trunks.callerId")}
        type="tel"
        value={draft.callerId}
        onChange={(event) => set({ callerId: event.currentTarget.value })}
        error={error("outbound.callerId")}
      />
    </div>
  );
}
