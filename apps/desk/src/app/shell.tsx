import { Center, Loader } from "@mantine/core";
import { lazy, type ReactNode, Suspense, useRef } from "react";
import { useTranslation } from "react-i18next";
import { AgentPage } from "../agent/agent-page.tsx";
import { CallStrip } from "../agent/call-strip.tsx";
import { Announcer } from "../desk/announcer.tsx";
import { useRaisedCard } from "../desk/raised-card.ts";
import { useDesk } from "../desk/use-desk.tsx";
import { useSignals } from "../desk/use-signals.ts";
import { ConnectionBanner } from "./connection-banner.tsx";
import { KeysProvider } from "./keys.tsx";
import { PageBoundary } from "./page-boundary.tsx";
import { pagesOf } from "./pages.ts";
import { Rail } from "./rail.tsx";
import { useRoute } from "./router.ts";
import { Top } from "./top.tsx";

const AdminPage = lazy(() => import("../admin/admin-page.tsx"));
const OrganisationsPage = lazy(() => import("../admin/organisations-page.tsx"));
const LivePage = lazy(() => import("../live/live-page.tsx"));
const CallsPage = lazy(() => import("../history/calls-page.tsx"));
const SessionsPage = lazy(() => import("../settings/sessions-page.tsx"));
const AudioPage = lazy(() => import("../settings/audio-page.tsx"));

/** The frame: header with the phone and the state, menu, and the page. */
export function Shell(): ReactNode {
  const { t } = useTranslation();
  const { person, card } = useDesk();
  const route = useRoute();
  const main = useRef<HTMLElement>(null);
  const pages = pagesOf(person);
  const current = route[0] ?? pages[0] ?? "phone";
  useSignals();
  useRaisedCard();

  return (
    <KeysProvider>
      <div className="shell">
        <button type="button" className="skip-link" onClick={() => main.current?.focus()}>
          {t("app.skip")}
        </button>
        <Top current={current} pages={pages} />
        <div className="note">
          <ConnectionBanner />
          {current !== "phone" && <CallStrip />}
        </div>
        <Rail current={current} pages={pages} />
        <main className="main" id="main" ref={main} tabIndex={-1}>
          <PageBoundary key={current} inCall={card !== null}>
            <Suspense
              fallback={
                <Center p="xl">
                  <Loader type="dots" aria-label={t("app.loading")} role="status" />
                </Center>
              }
            >
              <Page name={current} route={route} />
            </Suspense>
          </PageBoundary>
        </main>
        <Announcer />
      </div>
    </KeysProvider>
  );
}

function Page({ name, route }: { name: string; route: readonly string[] }): ReactNode {
  const { t } = useTranslation();
  const { person } = useDesk();
  const pages: readonly string[] = pagesOf(person);
  if (name === "sessions") return <SessionsPage />;
  if (name === "audio") return <AudioPage />;
  if (pages.includes(name)) {
    if (name === "phone") return <AgentPage />;
    if (name === "live") return <LivePage />;
    if (name === "calls") return <CallsPage call={route[1] ?? null} />;
    if (name === "admin") return <AdminPage section={route[1] ?? "people"} member={route[2] ?? null} />;
    if (name === "organisations") return <OrganisationsPage />;
  }
  return (
    <div className="page">
      <h1>{t("app.notFound")}</h1>
      <a href="#/">{t("app.home")}</a>
    </div>
  );
}
