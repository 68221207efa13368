import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { CampaignPage } from "../campaigns/campaign-page.tsx";
import { CampaignsSection } from "../campaigns/campaigns-section.tsx";
import { DoNotCallSection } from "../campaigns/do-not-call-section.tsx";
import { PeopleFilePage } from "../people-file/people-file-page.tsx";
import { VerifiedCallingSection } from "../verified-calling/verified-calling-section.tsx";
import { ApiKeysSection } from "./api-keys-section.tsx";
import { ExtensionsSection } from "./extensions-section.tsx";
import { CallCodesSection, PausesSection } from "./name-section.tsx";
import { NumbersSection } from "./numbers-section.tsx";
import { OrganisationSection } from "./organisation-section.tsx";
import { OutgoingSection } from "./outgoing-section.tsx";
import { PeopleSection } from "./people-section.tsx";
import { PromptsSection } from "./prompts-section.tsx";
import { QueuesSection } from "./queues-section.tsx";
import { SignInSection } from "./sign-in-section.tsx";
import { TrunksSection } from "./trunks-section.tsx";

const SECTIONS = [
  { path: "people", name: "people", Section: PeopleSection },
  { path: "extensions", name: "extensions", Section: ExtensionsSection },
  { path: "queues", name: "queues", Section: QueuesSection },
  { path: "numbers", name: "numbers", Section: NumbersSection },
  { path: "outgoing", name: "outgoing", Section: OutgoingSection },
  { path: "campaigns", name: "campaigns", Section: CampaignsSection },
  { path: "do-not-call", name: "doNotCall", Section: DoNotCallSection },
  { path: "verified-calling", name: "verifiedCalling", Section: VerifiedCallingSection },
  { path: "pauses", name: "pauses", Section: PausesSection },
  { path: "call-codes", name: "callCodes", Section: CallCodesSection },
  { path: "trunks", name: "trunks", Section: TrunksSection },
  { path: "prompts", name: "prompts", Section: PromptsSection },
  { path: "api-keys", name: "apiKeys", Section: ApiKeysSection },
  { path: "sign-in", name: "signIn", Section: SignInSection },
  { path: "organisation", name: "organisation", Section: OrganisationSection },
] as const;

/** What an organisation's admin keeps. */
export default function AdminPage({ section, member }: { section: string; member: string | null }): ReactNode {
  const { t } = useTranslation("admin");
  const current = SECTIONS.find((one) => one.path === section) ?? SECTIONS[0];
  return (
    <div className="page">
      <nav className="admin-tabs" aria-label={t("sections.label")}>
        {SECTIONS.map(({ path, name }) => (
          <a
            key={path}
            className="admin-tab"
            href={`#/admin/${path}`}
            aria-current={path === current.path ? "page" : undefined}
          >
            {t(`sections.${name}`)}
          </a>
        ))}
      </nav>
      <Shown section={section} member={member} Section={current.Section} />
    </div>
  );
}

function Shown(props: {
  section: string;
  member: string | null;
  Section: (props: { part: string | null }) => ReactNode;
}): ReactNode {
  const { section, member, Section } = props;
  if (section === "campaigns" && member !== null) return <CampaignPage key={member} id={member} />;
  if (section === "people" && member === "file") return <PeopleFilePage />;
  return <Section part={member} />;
}
