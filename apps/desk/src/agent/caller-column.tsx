import { IconArrowBackUp } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useDesk } from "../desk/use-desk.tsx";
import { useContactsWith } from "../history/use-calls.ts";
import { Empty } from "../parts/empty.tsx";
import { CallRow } from "./call-row.tsx";
import { IdentityCard } from "./identity-card.tsx";

/** Who is on the line: what is known, and what happened with this number before. */
export function CallerColumn(): ReactNode {
  const { t } = useTranslation();
  const { lastCard: card } = useDesk();
  if (card === null) return <Empty title={t("caller.title")} text={t("caller.empty")} />;
  const facts = [
    [t("caller.name"), card.number === null ? null : card.who],
    [t("caller.number"), card.number ?? (card.rawNumber === null ? card.withoutNumber : card.who)],
    [t("caller.dialled"), card.dialled],
    [t("calls.queue"), card.queue],
    [t("caller.pressed"), card.digits === "" ? null : card.digits],
  ] as const;
  return (
    <>
      <h2 style={{ marginBottom: 8 }}>{t("caller.title")}</h2>
      <IdentityCard card={card} />
      <div className="section">
        <dl className="facts">
          {facts.map(
            ([term, text]) =>
              text !== null && (
                <div key={term} style={{ display: "contents" }}>
                  <dt>{term}</dt>
                  <dd>{text}</dd>
                </div>
              ),
          )}
        </dl>
      </div>
      {card.requeued !== null && (
        <div className="hint section" data-tone="offered">
          <IconArrowBackUp size={16} aria-hidden />
          <span>
            <strong>{t("requeued.title")}.</strong> {card.requeued}
          </span>
        </div>
      )}
      <div className="section">
        <h3 className="column-title">{t("caller.past")}</h3>
        {card.rawNumber === null ? (
          <p className="dim">{t("caller.pastWithheld")}</p>
        ) : (
          <Past number={card.rawNumber} call={card.id} />
        )}
      </div>
    </>
  );
}

function Past({ number, call }: { number: string; call: string }): ReactNode {
  const { t } = useTranslation();
  const contacts = useContactsWith(number, call);
  if (contacts.length === 0) return <p className="dim">{t("caller.pastNone")}</p>;
  return (
    <ul className="rows">
      {contacts.map((one) => (
        <CallRow key={one.id} call={one} showAgent />
      ))}
    </ul>
  );
}
