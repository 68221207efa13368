import { Group, PasswordInput, TextInput, Title } from "@mantine/core";
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Failure, failureOf } from "../api/client.ts";
import { invitedTo, takeEntranceFailure } from "../api/entrance.ts";
import { useSignIn } from "../api/session.ts";
import { useNow } from "../desk/clock.ts";
import { useFirstMistake } from "../parts/first-mistake.ts";
import { Refusal } from "../parts/refusal.tsx";
import { WorkButton } from "../parts/work-button.tsx";
import { LanguageSelect, ThemeSelect } from "./preferences.tsx";
import { KEPT, ServiceButton } from "./service-button.tsx";

/** The whole seconds until trying again makes sense, by the refusal's own figure. */
function useWait(failure: Failure | null): number {
  const now = useNow();
  const [until, setUntil] = useState(0);
  useEffect(() => {
    const seconds = failure?.code === "too_many_attempts" ? Number(failure.params["seconds"] ?? "0") : 0;
    // The page's clock ticks twice a second and may be behind, so that no wait must not become a short one.
    setUntil(seconds > 0 ? Date.now() + seconds * 1000 : 0);
  }, [failure]);
  return Math.max(0, Math.ceil((until - now) / 1000));
}

export function SignInPage(): ReactNode {
  const { t } = useTranslation();
  const signIn = useSignIn();
  const [organisation, setOrganisation] = useState(() => invitedTo ?? localStorage.getItem(KEPT) ?? "");
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const [extension, setExtension] = useState("");
  const [attempts, setAttempts] = useState(0);
  const form = useRef<HTMLFormElement>(null);
  useFirstMistake(form, attempts);
  const [ended] = useState(() => {
    const was = sessionStorage.getItem("belfry.ended") !== null;
    sessionStorage.removeItem("belfry.ended");
    return was;
  });
  const [refused] = useState(takeEntranceFailure);
  const failure = signIn.isError ? failureOf(signIn.error) : refused;
  const wait = useWait(failure);

  function submit(event: FormEvent): void {
    event.preventDefault();
    setAttempts(attempts + 1);
    if (organisation.trim() === "" || login.trim() === "" || password === "" || wait > 0) return;
    localStorage.setItem(KEPT, organisation.trim());
    signIn.mutate({
      organisation: organisation.trim().toLowerCase(),
      login: login.trim(),
      password,
      ...(extension.trim() === "" ? {} : { extension: extension.trim() }),
    });
  }
  const missing = (value: string): string | null => (attempts > 0 && value.trim() === "" ? t("signIn.missing") : null);

  return (
    <main className="sign-in">
      <div>
        <p className="dim">{t("app.name")}</p>
        <Title order={1}>{t("signIn.title")}</Title>
      </div>
      {ended && !signIn.isError && <p className="hint">{t("signIn.ended")}</p>}
      <form ref={form} onSubmit={submit} noValidate>
        <div className="card" style={{ padding: 0 }}>
          <TextInput
            label={t("signIn.organisation")}
            description={t("signIn.organisationHint")}
            name="organisation"
            autoComplete="organization"
            autoCapitalize="none"
            spellCheck={false}
            value={organisation}
            onChange={(event) => setOrganisation(event.currentTarget.value)}
            error={missing(organisation)}
          />
          <TextInput
            label={t("signIn.login")}
            name="login"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            value={login}
            onChange={(event) => setLogin(event.currentTarget.value)}
            error={missing(login)}
          />
          <PasswordInput
            label={t("signIn.password")}
            name="password"
            autoComplete="current-password"
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            error={missing(password)}
          />
          <TextInput
            label={t("signIn.extension")}
            description={t("signIn.extensionHint")}
            name="extension"
            autoComplete="off"
            inputMode="numeric"
            maxLength={8}
            value={extension}
            onChange={(event) => setExtension(event.currentTarget.value)}
          />
          {wait > 0 ? (
            <div className="refusal" role="status">
              {t("signIn.wait", { count: wait })}
            </div>
          ) : (
            <Refusal failure={failure?.code === "too_many_attempts" ? null : failure} />
          )}
          <WorkButton type="submit" busy={signIn.isPending} disabled={wait > 0}>
            {t("signIn.submit")}
          </WorkButton>
          <ServiceButton organisation={organisation.trim().toLowerCase()} />
        </div>
      </form>
      <Group grow>
        <LanguageSelect />
        <ThemeSelect />
      </Group>
    </main>
  );
}
