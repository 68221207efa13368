import { Button, CloseButton, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Failure } from "../api/client.ts";
import { Empty } from "../parts/empty.tsx";
import { Refusal } from "../parts/refusal.tsx";
import { takeFocus } from "../parts/take-focus.ts";
import { UndoBar } from "./undo-bar.tsx";
import { type Member, type MemberSchema, useCollection } from "./use-collection.ts";

/** What a form of one member gets. */
export interface FormProps<Item, Input> {
  readonly value: Item | null;
  readonly saving: boolean;
  readonly failure: Failure | null;
  readonly send: (input: Input) => void;
}

const MANY = 10;

function withoutId({ id: _, ...rest }: Member): unknown {
  return rest;
}

/** A list with its form beside it: choose, change, saved. */
export function Collection<Item extends Member, Input>(props: {
  address: string;
  schema: MemberSchema<Item>;
  /** What would have to be sent to have a removed or changed member again: all of it but its id, when absent. */
  inputOf?: (item: Item) => unknown;
  title: string;
  /** Beside the button that adds one. */
  actions?: ReactNode;
  empty: string;
  emptyText: string;
  nameOf: (item: Item) => string;
  detailOf: (item: Item) => ReactNode;
  form: (props: FormProps<Item, Input>) => ReactNode;
  /** Absent where members cannot be removed. */
  removable?: boolean;
  /** Another way to remove a member than at once and with undo. */
  removal?: (item: Item, gone: () => void) => ReactNode;
  /** The form needs more room than a column. */
  wide?: boolean;
  /** Shown above the form after a save, for what is told only once. */
  afterSave?: (item: Item) => ReactNode;
}): ReactNode {
  const { t } = useTranslation(["admin", "desk"]);
  const { address, schema, nameOf, inputOf = withoutId } = props;
  const collection = useCollection<Item, Input>({ address, schema, nameOf, inputOf });
  const [open, setOpen] = useState<{ readonly item: Item | null } | null>(null);
  const [text, setText] = useState("");
  const [saved, setSaved] = useState<Item | null>(null);
  const wanted = text.trim().toLowerCase();
  const shown = collection.items.filter((item) => nameOf(item).toLowerCase().includes(wanted));

  const panel = useRef<HTMLElement>(null);
  const opener = useRef<Element | null>(null);
  const add = useRef<HTMLButtonElement>(null);
  const shownId = open === null ? null : (open.item?.id ?? "new");
  // The keys go on in the form that was asked for, and where they were when it is closed.
  useEffect(() => {
    if (shownId !== null) takeFocus(panel.current);
    else if (opener.current instanceof HTMLElement && opener.current.isConnected) opener.current.focus();
    else if (opener.current !== null) add.current?.focus();
  }, [shownId]);

  function show(next: { readonly item: Item | null } | null): void {
    if (next !== null) opener.current = document.activeElement;
    collection.clear();
    setSaved(null);
    setOpen(next);
  }

  return (
    <>
      <div className="filters">
        <h1 className="row-main">{props.title}</h1>
        {collection.items.length > MANY && (
          <TextInput
            aria-label={t("admin:list.filter")}
            placeholder={t("admin:list.filter")}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        )}
        {props.actions}
        <Button ref={add} leftSection={<IconPlus size={16} aria-hidden />} onClick={() => show({ item: null })}>
          {t("admin:list.add")}
        </Button>
      </div>
      <UndoBar
        done={collection.done}
        undo={() => {
          // The open form shows what is being taken back.
          setOpen(null);
          collection.undo();
          add.current?.focus();
        }}
        close={collection.clear}
      />
      {open === null && <Refusal failure={collection.failure ?? collection.loadFailure} />}
      <div className={open === null ? "" : props.wide === true ? "side wide" : "side"}>
        <div>
          {collection.ready && collection.items.length === 0 && <Empty title={props.empty} text={props.emptyText} />}
          {collection.items.length > 0 && (
            <ul className="rows box">
              {shown.map((item) => (
                <li key={item.id}>
                  <button
                    type="button"
                    className="row-button"
                    aria-current={open?.item?.id === item.id}
                    onClick={() => show({ item })}
                  >
                    <span style={{ fontWeight: 600 }}>{nameOf(item)}</span>
                    <span className="dim"> {props.detailOf(item)}</span>
                  </button>
                </li>
              ))}
            </ul>
          )}
          {collection.items.length > 0 && shown.length === 0 && <p className="dim">{t("admin:list.none")}</p>}
        </div>
        {open !== null && (
          <section
            ref={panel}
            tabIndex={-1}
            className="side-panel"
            aria-label={open.item === null ? t("admin:list.panelNew") : nameOf(open.item)}
          >
            <div className="row" style={{ paddingTop: 0 }}>
              <h2 className="row-main">{open.item === null ? t("admin:list.panelNew") : nameOf(open.item)}</h2>
              <CloseButton aria-label={t("desk:common.close")} onClick={() => show(null)} />
            </div>
            {saved !== null && props.afterSave?.(saved)}
            <div key={open.item?.id ?? "new"}>
              {props.form({
                value: open.item,
                saving: collection.saving,
                failure: collection.failure,
                send: (input) => {
                  void collection.save(open.item, input).then((item) => {
                    if (item === null) return;
                    setSaved(item);
                    setOpen({ item });
                  });
                },
              })}
            </div>
            {open.item !== null && props.removal?.(open.item, () => setOpen(null))}
            {open.item !== null && props.removable !== false && (
              <Button
                mt="md"
                variant="subtle"
                c="var(--trouble-ink)"
                size="xs"
                onClick={() => {
                  const { item } = open;
                  if (item === null) return;
                  void collection.remove(item).then((gone) => {
                    if (gone) setOpen(null);
                  });
                }}
              >
                {t("admin:list.remove")}
              </Button>
            )}
          </section>
        )}
      </div>
    </>
  );
}
