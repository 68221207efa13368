import { type ApiKey, type ApiScope, apiScope } from "@belfry/contracts";
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { type FormEvent, type ReactNode, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { formatDateTime } from "../i18n/format.ts";
import { Empty } from "../parts/empty.tsx";
import { useFirstMistake } from "../parts/first-mistake.ts";
import { Refusal } from "../parts/refusal.tsx";
import { ToldOnce } from "../parts/told-once.tsx";
import { WorkButton } from "../parts/work-button.tsx";
import { useApiKeys } from "./use-api-keys.ts";

/** Keys by which the organisation's own programs sign people in. */
export function ApiKeysSection(): ReactNode {
  const { t } = useTranslation(["admin", "desk"]);
  const { keys, ready, make, revoke, failure } = useApiKeys();
  const [name, setName] = useState("");
  const [scope, setScope] = useState<ApiScope>("sign-in-people");
  const [attempts, setAttempts] = useState(0);
  const form = useRef<HTMLFormElement>(null);
  useFirstMistake(form, attempts);
  const missing = attempts > 0 && name.trim() === "";

  function submit(event: FormEvent): void {
    event.preventDefault();
    setAttempts(attempts + 1);
    if (name.trim() === "" || make.isPending) return;
    revoke.reset();
    make.mutate(
      { name: name.trim(), scopes: [scope] },
      {
        onSuccess: () => {
          setName("");
          setAttempts(0);
        },
      },
    );
  }

  return (
    <>
      <h1>{t("admin:sections.apiKeys")}</h1>
      <p className="dim section">{t("admin:apiKeys.intro")}</p>
      <form ref={form} onSubmit={submit} noValidate>
        <div className="form section">
          <TextInput
            label={t("admin:apiKeys.name")}
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={missing ? t("desk:signIn.missing") : null}
          />
          <NativeSelect
            label={t("admin:apiKeys.scope")}
            value={scope}
            onChange={(event) =>
              setScope(apiScope.options.find((one) => one === event.currentTarget.value) ?? "sign-in-people")
            }
            data={apiScope.options.map((one) => ({ value: one, label: t(`admin:apiKeys.scopes.${one}`) }))}
          />
          <Refusal failure={failure} />
          <div>
            <WorkButton type="submit" busy={make.isPending}>
              {t("admin:apiKeys.make")}
            </WorkButton>
          </div>
        </div>
      </form>
      {make.isSuccess && (
        <ToldOnce
          title={t("admin:apiKeys.once")}
          secret={make.data.key}
          copy={t("admin:apiKeys.copy")}
          copied={t("admin:apiKeys.copied")}
        />
      )}
      <p role="status" className="hint">
        {revoke.isSuccess && t("admin:apiKeys.revoked", { name: revoke.variables.name })}
      </p>
      {ready && keys.length === 0 && <Empty title={t("admin:apiKeys.empty")} text={t("admin:apiKeys.emptyText")} />}
      {keys.length > 0 && (
        <ul className="rows box" aria-label={t("admin:apiKeys.list")}>
          {keys.map((key) => (
            <KeyRow
              key={key.id}
              value={key}
              busy={revoke.isPending}
              revoke={() => {
                make.reset();
                revoke.mutate(key);
              }}
            />
          ))}
        </ul>
      )}
    </>
  );
}

function KeyRow({ value, busy, revoke }: { value: ApiKey; busy: boolean; revoke: () => void }): ReactNode {
  const { t, i18n } = useTranslation("admin");
  const [asks, setAsks] = useState(false);
  const time = (instant: number) => formatDateTime(instant, i18n.language);
  return (
    <li className="row" style={{ padding: "8px 12px", flexWrap: "wrap" }}>
      <div className="row-main">
        <div style={{ fontWeight: 600 }}>{value.name}</div>
        <div className="small">{value.scopes.map((scope) => t(`apiKeys.scopes.${scope}`)).join(" · ")}</div>
        <div className="dim small">
          {t("apiKeys.created", { time: time(value.createdAt) })} ·{" "}
          {value.lastUsedAt === null ? t("apiKeys.never") : t("apiKeys.used", { time: time(value.lastUsedAt) })}
        </div>
        {asks && <div role="status">{t("apiKeys.sure")}</div>}
      </div>
      {asks && (
        <WorkButton color="red" size="xs" busy={busy} onClick={revoke}>
          {t("apiKeys.really")}
        </WorkButton>
      )}
      <Button
        variant="default"
        size="xs"
        aria-label={`${asks ? t("apiKeys.keep") : t("apiKeys.revoke")}: ${value.name}`}
        onClick={() => setAsks(!asks)}
      >
        {asks ? t("apiKeys.keep") : t("apiKeys.revoke")}
      </Button>
    </li>
  );
}
