import type { OrganisationSetUp } from "@belfry/contracts";
import { Button, CopyButton } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ToldOnce } from "../parts/told-once.tsx";

/** What the operator passes on to an organisation's admin, and what is still to be done before callers reach people. */
export function OrganisationSetUpPanel(props: { value: OrganisationSetUp; password: string | null }): ReactNode {
  const { t } = useTranslation("admin");
  const { value, password } = props;
  const address = `${location.origin}/#organisation=${value.slug}`;
  const pays = (payer: "organisation" | "caller" | null) =>
    payer === null ? t("setUp.payerUnsaid") : t(`setUp.pays.${payer}`);
  return (
    <>
      {password !== null && (
        <ToldOnce title={t("setUp.passwordOnce")} secret={password} copy={t("setUp.copy")} copied={t("setUp.copied")} />
      )}
      <dl className="facts">
        <dt>{t("setUp.signInAt")}</dt>
        <dd>
          <Copied text={address} name={t("setUp.signInAt")} />
        </dd>
        <dt>{t("setUp.organisationWord")}</dt>
        <dd>
          <Copied text={value.slug} name={t("setUp.organisationWord")} />
        </dd>
        <dt>{t("setUp.login")}</dt>
        <dd>
          {value.admins.map((login) => (
            <Copied key={login} text={login} name={t("setUp.login")} />
          ))}
        </dd>
        <dt>{t("sections.numbers")}</dt>
        <dd>
          {value.numbers.length === 0
            ? t("setUp.none")
            : value.numbers.map(({ number, label, payer }) => (
                <div key={number}>
                  {number} <span className="dim">{[label, pays(payer)].filter((part) => part !== "").join(" · ")}</span>
                </div>
              ))}
        </dd>
        <dt>{t("setUp.agents")}</dt>
        <dd>{value.agents}</dd>
      </dl>
      {value.button !== null && (
        <>
          <h3 style={{ marginBlock: "12px 6px" }}>{t("setUp.button")}</h3>
          {!value.button.ready && (
            <p className="dim small">{t("setUp.buttonLater", { purpose: value.button.purpose })}</p>
          )}
          <Copied text={value.button.html} name={t("setUp.button")} />
        </>
      )}
      <h3 style={{ marginBlock: "12px 6px" }}>{t("setUp.next")}</h3>
      {value.next.length === 0 ? (
        <p>{t("setUp.nothingNext")}</p>
      ) : (
        <ol className="steps">
          {value.next.map((step) => (
            <li key={step}>{t(`setUp.steps.${step}`)}</li>
          ))}
        </ol>
      )}
    </>
  );
}

function Copied({ text, name }: { text: string; name: string }): ReactNode {
  const { t } = useTranslation("admin");
  return (
    <div className="line" style={{ marginBottom: 0 }}>
      <code style={{ overflowWrap: "anywhere", whiteSpace: "pre-wrap" }}>{text}</code>
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <Button size="compact-xs" variant="default" aria-label={t("setUp.copyWhat", { name })} onClick={copy}>
            {copied ? t("setUp.copied") : t("setUp.copy")}
          </Button>
        )}
      </CopyButton>
    </div>
  );
}
