import { type ExtensionUse, extensionRange } from "@belfry/contracts";
import { Button, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Empty } from "../parts/empty.tsx";
import { FormFrame } from "../parts/form-frame.tsx";
import { Refusal } from "../parts/refusal.tsx";
import { useForm } from "../parts/use-form.ts";
import { type ExtensionsView, useExtensions } from "./use-extensions.ts";

/** The extensions that are given out: ranges, and who has which. */
export function ExtensionsSection(): ReactNode {
  const { t } = useTranslation("admin");
  const view = useExtensions();
  return (
    <>
      <h1 style={{ marginBottom: 12 }}>{t("sections.extensions")}</h1>
      <Refusal failure={view.loadFailure} />
      <div className="side">
        <div>
          {view.ready && view.ranges.length === 0 && (
            <Empty title={t("extensions.empty")} text={t("extensions.emptyText")} />
          )}
          <Ranges view={view} />
          {view.taken.length > 0 && <Taken uses={view.taken} />}
        </div>
        <section className="side-panel" aria-labelledby="add-range">
          <h2 id="add-range">{t("extensions.addRange")}</h2>
          <p className="dim" style={{ marginBottom: 12 }}>
            {t("extensions.addRangeText")}
          </p>
          <RangeForm view={view} />
        </section>
      </div>
    </>
  );
}

function Ranges({ view }: { view: ExtensionsView }): ReactNode {
  const { t } = useTranslation("admin");
  if (view.ranges.length === 0) return null;
  return (
    <ul className="rows box" aria-label={t("extensions.ranges")}>
      {view.ranges.map((range) => {
        const name = nameOf(range);
        return (
          <li key={range.first} className="row" style={{ paddingInline: 12 }}>
            <span className="row-main">
              <span style={{ fontWeight: 600 }}>{name}</span>{" "}
              <span className="dim">{t("extensions.free", { free: range.free, count: range.count })}</span>
            </span>
            {range.free === range.count && (
              <Button
                variant="subtle"
                c="var(--trouble-ink)"
                size="xs"
                aria-label={t("extensions.removeRange", { name })}
                onClick={() => view.remove(range)}
              >
                {t("list.remove")}
              </Button>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function Taken({ uses }: { uses: readonly ExtensionUse[] }): ReactNode {
  const { t } = useTranslation("admin");
  const [text, setText] = useState("");
  const wanted = text.trim().toLowerCase();
  const shown = uses.filter(({ extension, owner, guest }) =>
    `${extension} ${owner?.name ?? ""} ${guest?.name ?? ""}`.toLowerCase().includes(wanted),
  );
  return (
    <>
      <div className="filters" style={{ marginTop: 16 }}>
        <h2 className="row-main">{t("extensions.who")}</h2>
        <TextInput
          aria-label={t("list.filter")}
          placeholder={t("list.filter")}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      </div>
      {shown.length === 0 ? (
        <p className="dim">{t("list.none")}</p>
      ) : (
        <ul className="rows box">
          {shown.map((use) => (
            <li key={use.extension} className="row" style={{ paddingInline: 12 }}>
              <span style={{ fontWeight: 600 }}>{use.extension}</span>
              <span className="row-main">
                {[
                  use.owner?.name ?? null,
                  use.guest === null ? null : t("extensions.guest", { name: use.guest.name }),
                  use.inPool ? null : t("extensions.outside"),
                ]
                  .filter((part) => part !== null)
                  .join(" · ")}
              </span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** One extension alone is a range too. */
function rangeIn({ first, last }: { first: string; last: string }): { first: string; last: string } {
  return { first: first.trim(), last: last.trim() === "" ? first.trim() : last.trim() };
}

function nameOf({ first, last }: { first: string; last: string }): string {
  return first === last ? first : `${first}–${last}`;
}

function RangeForm({ view }: { view: ExtensionsView }): ReactNode {
  const { t } = useTranslation("admin");
  const form = useForm({
    schema: extensionRange,
    initial: { first: "", last: "" },
    input: rangeIn,
    failure: view.failure,
    send: view.add,
  });
  const { draft, set, error } = form;
  const wanted = extensionRange.safeParse(rangeIn(draft));
  const wrong = (path: string) => (error(path) === null ? null : t("extensions.rangeWrong"));
  return (
    <>
      <FormFrame submit={form.submit} saving={view.adding} failure={view.failure} isNew>
        <TextInput
          label={t("extensions.first")}
          inputMode="numeric"
          autoComplete="off"
          value={draft.first}
          onChange={(event) => set({ first: event.currentTarget.value })}
          error={wrong("first")}
        />
        <TextInput
          label={t("extensions.last")}
          inputMode="numeric"
          autoComplete="off"
          value={draft.last}
          onChange={(event) => set({ last: event.currentTarget.value })}
          error={wrong("last")}
        />
        <div role="status">
          {view.added !== null && t("extensions.added", { added: view.added.added, present: view.added.present })}
          {view.removed !== null && t("list.removed", { name: nameOf(view.removed) })}
        </div>
      </FormFrame>
      {wanted.success && (
        <Button variant="subtle" c="var(--trouble-ink)" size="xs" mt="md" onClick={() => view.remove(wanted.data)}>
          {t("extensions.removeRange", { name: nameOf(wanted.data) })}
        </Button>
      )}
    </>
  );
}
