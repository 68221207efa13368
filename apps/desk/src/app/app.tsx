import { Button, Center, Loader } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { failureOf } from "../api/client.ts";
import { SESSION_KEY, useSession } from "../api/session.ts";
import { DeskProvider, useDesk } from "../desk/use-desk.tsx";
import { setLanguage } from "../i18n/index.ts";
import { Refusal } from "../parts/refusal.tsx";
import { Shell } from "./shell.tsx";
import { SignInPage } from "./sign-in-page.tsx";

export function App(): ReactNode {
  const { t } = useTranslation();
  const session = useSession();
  const locale = session.data?.locale ?? null;

  // Whoever signs in gets the account's language, whatever the person before chose in this browser.
  useEffect(() => {
    if (locale !== null) void setLanguage(locale, true);
  }, [locale]);

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
    <DeskProvider me={session.data} waiting={<Waiting />}>
      <WhileSignedIn>
        <Shell />
      </WhileSignedIn>
    </DeskProvider>
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

/** When the server says that the session is over, the page asks to sign in again and says why. */
function WhileSignedIn({ children }: { children: ReactNode }): ReactNode {
  const { link } = useDesk();
  const client = useQueryClient();
  useEffect(() => {
    if (link !== "ended") return;
    sessionStorage.setItem("belfry.ended", "1");
    client.setQueryData(SESSION_KEY, null);
  }, [link, client]);
  return children;
}
