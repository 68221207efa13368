import { TextInput } from "@mantine/core";
import { IconHash, IconSearch, IconUser, IconUsersGroup } from "@tabler/icons-react";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useDesk } from "../desk/use-desk.tsx";
import { StateBadge } from "../parts/state-badge.tsx";
import { findTargets, type Target } from "./targets.ts";

/** A search over colleagues, queues and numbers, as a combobox with its list always in view. */
export function TargetPicker(props: {
  label: string;
  placeholder: string;
  value: string;
  onText: (text: string) => void;
  chosen: Target | null;
  choose: (target: Target | null) => void;
  /** False: nothing is offered before something is typed. */
  listWhenEmpty?: boolean;
  /** True where the picker appears because somebody asked for it. */
  takeFocus?: boolean;
}): ReactNode {
  const { t } = useTranslation();
  const { colleagues, queues } = useDesk();
  const list = useId();
  const field = useRef<HTMLInputElement>(null);
  const { takeFocus = false } = props;
  useEffect(() => {
    if (takeFocus) field.current?.focus();
  }, [takeFocus]);
  const [current, setCurrent] = useState(0);
  const hidden = props.listWhenEmpty === false && props.value.trim() === "";
  const targets = hidden ? [] : findTargets(props.value, colleagues, queues);
  const at = Math.min(current, targets.length - 1);

  function onKey(event: KeyboardEvent): void {
    if (event.key === "ArrowDown") setCurrent(Math.min(at + 1, targets.length - 1));
    else if (event.key === "ArrowUp") setCurrent(Math.max(at - 1, 0));
    else if (event.key === "Enter") props.choose(targets[at] ?? null);
    else return;
    event.preventDefault();
  }

  return (
    <div>
      <TextInput
        ref={field}
        label={props.label}
        placeholder={props.placeholder}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={props.value}
        onChange={(event) => {
          props.onText(event.currentTarget.value);
          setCurrent(0);
          props.choose(null);
        }}
        onKeyDown={onKey}
        role="combobox"
        aria-expanded={targets.length > 0}
        aria-controls={list}
        aria-autocomplete="list"
        {...(targets.length > 0 ? { "aria-activedescendant": `${list}-${at}` } : {})}
        autoComplete="off"
      />
      <div id={list} role="listbox" aria-label={props.label} style={{ marginTop: 4 }}>
        {targets.map((target, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the text field takes the keys
          // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the text field
          <div
            key={target.key}
            id={`${list}-${index}`}
            role="option"
            aria-selected={props.chosen?.key === target.key}
            className="choice"
            data-current={index === at}
            onClick={() => props.choose(target)}
          >
            <TargetLine target={target} />
          </div>
        ))}
      </div>
      {targets.length === 0 && !hidden && <p className="dim small">{t("transfer.nobody")}</p>}
    </div>
  );
}

function TargetLine({ target }: { target: Target }): ReactNode {
  const { t } = useTranslation();
  if (target.colleague !== null) {
    return (
      <>
        <IconUser size={16} aria-hidden />
        <span className="row-main row-title">
          {target.name} <span className="dim">{target.colleague.extension}</span>
        </span>
        <StateBadge tone={target.colleague.state.tone}>{target.colleague.state.label}</StateBadge>
      </>
    );
  }
  if (target.queue !== null) {
    return (
      <>
        <IconUsersGroup size={16} aria-hidden />
        <span className="row-main row-title">{target.name}</span>
        <span className="dim small">
          {target.queue.open ? t("queues.waiting", { count: target.queue.waiting }) : t("queues.closed")}
        </span>
      </>
    );
  }
  return (
    <>
      <IconHash size={16} aria-hidden />
      <span className="row-main row-title">{t("transfer.number", { number: target.name })}</span>
    </>
  );
}
