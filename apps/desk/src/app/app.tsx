import { Button, Center, Loader } from "@mantine/core";
import { lazy, type ReactNode, Suspense, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { failureOf } from "../api/client.ts";
import { useSession } from "../api/session.ts";
import { setLanguage } from "../i18n/index.ts";
import { Refusal } from "../parts/refusal.tsx";
import { PageBoundary } from "./page-boundary.tsx";
import { SignInPage } from "./sign-in-page.tsx";

const loadSignedIn = () => import("./signed-in.tsx");
const SignedIn = lazy(loadSignedIn);

export function App(): ReactNode {
  const { t } = useTranslation();
  const session = useSession();
  const locale = session.data?.locale ?? null;

  // Whoever signs in gets the account's language, whatever the person before chose in this browser.
  useEffect(() => {
    if (locale !== null) void setLanguage(locale, true);
  }, [locale]);

  // Fetched while the session is asked for, or while somebody types a password.
  useEffect(() => void loadSignedIn().catch(() => {}), []);

  if (session.isPending) return <Waiting />;
  if (session.isError) {
    return (
      <main className="sign-in">
        <Refusal failure={failureOf(session.error)} />
        <Button onClick={() => void session.refetch()}>{t("common.retry")}</Button>
      </main>
    );
  }
  if (session.data === null) return <SignInPage />;
  return (
    <PageBoundary inCall={false}>
      <Suspense fallback={<Waiting />}>
        <SignedIn me={session.data} waiting={<Waiting />} />
      </Suspense>
    </PageBoundary>
  );
}

function Waiting(): ReactNode {
  const { t } = useTranslation();
  return (
    <Center component="main" h="100dvh">
      <Loader type="dots" aria-label={t("app.loading")} role="status" />
    </Center>
  );
}
