import { API, type PasswordChange, passwordChange } from "@belfry/contracts";
import { PasswordInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Failure, failureOf, tell } from "../api/client.ts";
import { useDesk } from "../desk/use-desk.tsx";
import { FormFrame } from "../parts/form-frame.tsx";
import { useForm } from "../parts/use-form.ts";
import { SESSIONS_KEY } from "./use-sessions.ts";

/** Another password for oneself; whoever else is signed in with the old one is signed out. */
export function PasswordSection(): ReactNode {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [changed, setChanged] = useState(0);
  const change = useMutation({
    mutationFn: (body: PasswordChange) => tell("PUT", API.password, body),
    onSuccess: async () => {
      setChanged(changed + 1);
      await client.invalidateQueries({ queryKey: SESSIONS_KEY });
    },
  });
  return (
    <section className="section" aria-label={t("password.title")}>
      <h2>{t("password.title")}</h2>
      <p className="dim" style={{ marginBottom: 12 }}>
        {t("password.intro")}
      </p>
      <PasswordForm
        key={changed}
        saving={change.isPending}
        failure={change.isError ? failureOf(change.error) : null}
        send={change.mutate}
      />
      <p role="status">{change.isSuccess && t("password.changed")}</p>
    </section>
  );
}

function PasswordForm(props: {
  saving: boolean;
  failure: Failure | null;
  send: (change: PasswordChange) => void;
}): ReactNode {
  const { t } = useTranslation();
  const { person } = useDesk();
  const { failure, saving } = props;
  // Of the two things that this refusal speaks of, only the password can be wrong here.
  const wrong = failure?.code === "wrong_credentials" ? t("password.wrong") : null;
  const form = useForm({
    schema: passwordChange,
    initial: { current: "", next: "" },
    input: (draft) => draft,
    failure,
    send: props.send,
  });
  return (
    <FormFrame submit={form.submit} saving={saving} failure={wrong === null ? failure : null} isNew={false}>
      {/* Tells a password manager whose password this is. */}
      <input type="text" autoComplete="username" value={person.login} readOnly hidden />
      <PasswordInput
        label={t("password.current")}
        autoComplete="current-password"
        value={form.draft.current}
        onChange={(event) => form.set({ current: event.currentTarget.value })}
        error={form.error("current") ?? wrong}
      />
      <PasswordInput
        label={t("password.next")}
        description={t("validation.passwordLength")}
        autoComplete="new-password"
        value={form.draft.next}
        onChange={(event) => form.set({ next: event.currentTarget.value })}
        error={form.error("next")}
      />
    </FormFrame>
  );
}
