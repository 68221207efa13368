import { type ContactRecord, contactOutcome, contactState } from "@belfry/contracts";
import { ActionIcon, NativeSelect, TextInput } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useDesk } from "../desk/use-desk.tsx";
import { formatDateTime, formatNumber } from "../i18n/format.ts";
import { Empty } from "../parts/empty.tsx";
import { Refusal } from "../parts/refusal.tsx";
import { WorkButton } from "../parts/work-button.tsx";
import { type ContactChoice, useContacts } from "./use-contacts.ts";

/** The contacts of a campaign, in the order in which they came. */
export function ContactList({ campaign }: { campaign: string }): ReactNode {
  const { t } = useTranslation(["admin", "desk"]);
  const [choice, setChoice] = useState<ContactChoice>({});
  const [number, setNumber] = useState("");
  const list = useContacts(campaign, choice);
  const filtered = Object.values(choice).some((one) => one !== undefined);
  return (
    <section className="section" aria-labelledby="contacts-title">
      <h2 id="contacts-title" style={{ marginBottom: 8 }}>
        {t("admin:campaigns.contacts")}
      </h2>
      <form
        className="filters"
        onSubmit={(event) => {
          event.preventDefault();
          setChoice({ ...choice, number: number.trim() === "" ? undefined : number.trim() });
        }}
      >
        <NativeSelect
          label={t("admin:contacts.state")}
          value={choice.state ?? ""}
          onChange={(event) =>
            setChoice({ ...choice, state: contactState.options.find((one) => one === event.currentTarget.value) })
          }
        >
          <option value="">{t("desk:common.all")}</option>
          {contactState.options.map((one) => (
            <option key={one} value={one}>
              {t(`admin:contacts.states.${one}`)}
            </option>
          ))}
        </NativeSelect>
        <NativeSelect
          label={t("admin:contacts.outcome")}
          value={choice.outcome ?? ""}
          onChange={(event) =>
            setChoice({ ...choice, outcome: contactOutcome.options.find((one) => one === event.currentTarget.value) })
          }
        >
          <option value="">{t("desk:common.all")}</option>
          {contactOutcome.options.map((one) => (
            <option key={one} value={one}>
              {t(`desk:contactOutcome.${one}`)}
            </option>
          ))}
        </NativeSelect>
        <TextInput
          type="search"
          label={t("admin:contacts.search")}
          value={number}
          onChange={(event) => setNumber(event.currentTarget.value)}
        />
      </form>
      <Refusal failure={list.failure} />
      {list.ready && list.contacts.length === 0 && (
        <Empty
          title={t(filtered ? "admin:contacts.none" : "admin:contacts.empty")}
          {...(filtered ? {} : { text: t("admin:contacts.emptyText") })}
        />
      )}
      {list.contacts.length > 0 && (
        <ul className="rows box" aria-label={t("admin:campaigns.contacts")}>
          {list.contacts.map((one) => (
            <ContactRow key={one.id} contact={one} busy={list.removing} remove={() => list.remove(one.id)} />
          ))}
        </ul>
      )}
      {list.more !== null && (
        <WorkButton mt="sm" variant="default" busy={list.fetching} onClick={list.more}>
          {t("desk:common.more")}
        </WorkButton>
      )}
    </section>
  );
}

function ContactRow(props: { contact: ContactRecord; busy: boolean; remove: () => void }): ReactNode {
  const { t, i18n } = useTranslation(["admin", "desk"]);
  const { country } = useDesk();
  const { contact } = props;
  const number = formatNumber(contact.number, country);
  const facts = [
    t(`admin:contacts.states.${contact.state}`),
    contact.outcome === null ? null : t(`desk:contactOutcome.${contact.outcome}`),
    contact.attempts === 0 ? null : t("admin:contacts.attempts", { attempts: contact.attempts }),
    contact.state === "due" && contact.dueAt !== null
      ? t("admin:contacts.next", { time: formatDateTime(contact.dueAt, i18n.language) })
      : null,
  ];
  return (
    <li className="row" style={{ padding: "8px 12px" }}>
      <div className="row-main">
        <div>
          <span style={{ fontWeight: 600 }}>{contact.name ?? number}</span>{" "}
          {contact.name !== null && <span>{number}</span>}
        </div>
        <div className="dim small">{facts.filter((fact) => fact !== null).join(" · ")}</div>
      </div>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={t("admin:contacts.remove", { name: contact.name ?? number })}
        aria-disabled={props.busy || undefined}
        onClick={() => {
          if (!props.busy) props.remove();
        }}
      >
        <IconX size={16} aria-hidden />
      </ActionIcon>
    </li>
  );
}
