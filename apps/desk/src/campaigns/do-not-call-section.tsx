import { Button, FileButton, TextInput } from "@mantine/core";
import { IconUpload } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useDesk } from "../desk/use-desk.tsx";
import { formatDateTime, formatNumber } from "../i18n/format.ts";
import { Empty } from "../parts/empty.tsx";
import { Refusal } from "../parts/refusal.tsx";
import { WorkButton } from "../parts/work-button.tsx";
import { useDoNotCall } from "./use-do-not-call.ts";

/** Numbers that no campaign calls. */
export function DoNotCallSection(): ReactNode {
  const { t, i18n } = useTranslation(["admin", "desk"]);
  const { country } = useDesk();
  const [search, setSearch] = useState("");
  const [wanted, setWanted] = useState("");
  const list = useDoNotCall(wanted);
  const { added, removed } = list;
  return (
    <>
      <h1>{t("admin:sections.doNotCall")}</h1>
      <p className="dim section">{t("admin:doNotCall.intro")}</p>
      <div role="status">
        {added !== null && (
          <p className="hint section">{t("admin:doNotCall.added", { ...added, refused: added.refused.length })}</p>
        )}
        {removed !== null && (
          <p className="hint section">{t("admin:doNotCall.removed", { number: formatNumber(removed, country) })}</p>
        )}
      </div>
      <Refusal failure={list.failure} />
      <div className="side">
        <div>
          <form
            className="filters"
            onSubmit={(event) => {
              event.preventDefault();
              setWanted(search.trim());
            }}
          >
            <TextInput
              type="search"
              label={t("admin:contacts.search")}
              value={search}
              onChange={(event) => {
                setSearch(event.currentTarget.value);
                if (event.currentTarget.value === "") setWanted("");
              }}
            />
          </form>
          {list.ready && list.entries.length === 0 && (
            <Empty title={t(wanted === "" ? "admin:doNotCall.empty" : "admin:contacts.none")} />
          )}
          {list.entries.length > 0 && (
            <ul className="rows box" aria-label={t("admin:sections.doNotCall")}>
              {list.entries.map(({ number, reason, addedAt }) => (
                <li key={number} className="row" style={{ padding: "8px 12px", flexWrap: "wrap" }}>
                  <div className="row-main">
                    <div style={{ fontWeight: 600 }}>{formatNumber(number, country)}</div>
                    <div className="dim small">
                      {[reason, t("admin:doNotCall.since", { time: formatDateTime(addedAt, i18n.language) })]
                        .filter((part) => part !== "")
                        .join(" · ")}
                    </div>
                  </div>
                  <WorkButton
                    variant="subtle"
                    c="var(--trouble-ink)"
                    size="xs"
                    busy={list.removing}
                    aria-label={t("admin:doNotCall.remove", { number: formatNumber(number, country) })}
                    onClick={() => list.remove(number)}
                  >
                    {t("admin:list.remove")}
                  </WorkButton>
                </li>
              ))}
            </ul>
          )}
          {list.more !== null && (
            <WorkButton mt="sm" variant="default" busy={list.fetching} onClick={list.more}>
              {t("desk:common.more")}
            </WorkButton>
          )}
        </div>
        <section className="side-panel" aria-label={t("admin:doNotCall.addTitle")}>
          <AddForm list={list} />
        </section>
      </div>
    </>
  );
}

function AddForm({ list }: { list: ReturnType<typeof useDoNotCall> }): ReactNode {
  const { t } = useTranslation("admin");
  const [number, setNumber] = useState("");
  const [reason, setReason] = useState("");
  const [column, setColumn] = useState("");
  return (
    <>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (number.trim() === "" || list.adding) return;
          list.add({ numbers: [number.trim()], reason: reason.trim() }, () => setNumber(""));
        }}
      >
        <div className="form">
          <h2>{t("doNotCall.addTitle")}</h2>
          <TextInput
            label={t("doNotCall.number")}
            maxLength={40}
            value={number}
            onChange={(event) => setNumber(event.currentTarget.value)}
          />
          <TextInput
            label={t("doNotCall.reason")}
            maxLength={200}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <div>
            <Button type="submit">{t("doNotCall.add")}</Button>
          </div>
        </div>
      </form>
      <h2 style={{ marginTop: 20 }}>{t("doNotCall.uploadTitle")}</h2>
      <p className="dim" style={{ marginBottom: 8 }}>
        {t("doNotCall.uploadHint")}
      </p>
      <TextInput
        mb="sm"
        label={t("doNotCall.column")}
        description={t("doNotCall.columnHint")}
        maxLength={200}
        value={column}
        onChange={(event) => setColumn(event.currentTarget.value)}
      />
      <FileButton
        accept=".csv,.txt,text/csv"
        onChange={(file) => file !== null && list.add({ file, column: column.trim() })}
      >
        {(props) => (
          <WorkButton
            {...props}
            variant="default"
            busy={list.adding}
            leftSection={<IconUpload size={16} aria-hidden />}
          >
            {t("upload.choose")}
          </WorkButton>
        )}
      </FileButton>
    </>
  );
}
