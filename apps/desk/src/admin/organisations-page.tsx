import {
  API,
  type OrganisationInput,
  type OrganisationMade,
  organisation,
  organisationMade,
  organisationSetUp,
} from "@belfry/contracts";
import { Button, CloseButton } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ask, failureOf, get } from "../api/client.ts";
import { Empty } from "../parts/empty.tsx";
import { Refusal } from "../parts/refusal.tsx";
import { takeFocus } from "../parts/take-focus.ts";
import { NewOrganisation } from "./new-organisation.tsx";
import { OrganisationSetUpPanel } from "./organisation-set-up.tsx";

function useOrganisations() {
  const client = useQueryClient();
  const list = useQuery({
    queryKey: [API.organisations],
    queryFn: () => get(API.organisations, organisation.array()),
  });
  const add = useMutation({
    mutationFn: (input: OrganisationInput) => ask("POST", API.organisations, input, organisationMade),
    onSuccess: () => client.invalidateQueries({ queryKey: [API.organisations] }),
  });
  return { list, add, items: list.data ?? [] };
}

/** What the side panel holds: the form of a new one, what was just made, or how far one is. */
type Open =
  | { readonly kind: "new" }
  | { readonly kind: "made"; readonly made: OrganisationMade }
  | { readonly kind: "one"; readonly id: string; readonly name: string };

/** The operator's page: the organisations of this Belfry, and making a new one in one step. */
export default function OrganisationsPage(): ReactNode {
  const { t } = useTranslation(["admin", "desk"]);
  const { list, add, items } = useOrganisations();
  const [open, setOpen] = useState<Open | null>(null);
  const panel = useRef<HTMLElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const shown = open === null ? null : open.kind === "one" ? open.id : open.kind;
  useEffect(() => {
    if (shown !== null) takeFocus(panel.current);
  }, [shown]);

  function show(next: Open | null): void {
    add.reset();
    setOpen(next);
    if (next === null) button.current?.focus();
  }
  const title =
    open === null || open.kind === "new"
      ? t("admin:list.panelNew")
      : open.kind === "made"
        ? t("admin:setUp.doneTitle", { name: open.made.name })
        : open.name;
  return (
    <div className="page">
      <div className="filters">
        <h1 className="row-main">{t("admin:organisations.title")}</h1>
        <Button ref={button} leftSection={<IconPlus size={16} aria-hidden />} onClick={() => show({ kind: "new" })}>
          {t("admin:list.add")}
        </Button>
      </div>
      <Refusal failure={list.isError ? failureOf(list.error) : null} />
      <div className={open === null ? "" : "side"}>
        <div>
          {list.isSuccess && items.length === 0 && (
            <Empty title={t("admin:organisations.empty")} text={t("admin:organisations.emptyText")} />
          )}
          {items.length > 0 && (
            <ul className="rows box">
              {items.map((one) => (
                <li key={one.id}>
                  <button
                    type="button"
                    className="row-button"
                    aria-current={open?.kind === "one" && open.id === one.id ? "true" : undefined}
                    onClick={() => show({ kind: "one", id: one.id, name: one.name })}
                  >
                    <span style={{ fontWeight: 600 }}>{one.name}</span>{" "}
                    <span className="dim">{[one.slug, one.country, one.timeZone].join(" · ")}</span>
                  </button>
                </li>
              ))}
            </ul>
          )}
        </div>
        {open !== null && (
          <section ref={panel} className="side-panel" aria-label={title} tabIndex={-1}>
            <div className="row" style={{ paddingTop: 0 }}>
              <h2 className="row-main">{title}</h2>
              <CloseButton aria-label={t("desk:common.close")} onClick={() => show(null)} />
            </div>
            {open.kind === "new" && (
              <NewOrganisation
                saving={add.isPending}
                failure={add.isError ? failureOf(add.error) : null}
                send={(input) => add.mutate(input, { onSuccess: (made) => setOpen({ kind: "made", made }) })}
              />
            )}
            {open.kind === "made" && <OrganisationSetUpPanel value={open.made} password={open.made.password} />}
            {open.kind === "one" && <One id={open.id} />}
          </section>
        )}
      </div>
    </div>
  );
}

function One({ id }: { id: string }): ReactNode {
  const address = `${API.organisations}/${id}`;
  const found = useQuery({ queryKey: [address], queryFn: () => get(address, organisationSetUp) });
  return (
    <>
      <Refusal failure={found.isError ? failureOf(found.error) : null} />
      {found.isSuccess && <OrganisationSetUpPanel value={found.data} password={null} />}
    </>
  );
}
