import { CloseButton, Kbd, Switch } from "@mantine/core";
import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { setSingleKeys, useSingleKeys } from "./single-keys.ts";

/** The list of keys. Not a dialog: the call behind it stays in reach. */
export function KeysPanel({ close }: { close: () => void }): ReactNode {
  const { t } = useTranslation();
  const rows = [
    ["Enter", t("keys.answerFocused")],
    ["Ctrl+Alt+A", t("keys.answer")],
    ["Ctrl+Alt+X", t("keys.hangUp")],
    ["Ctrl+Alt+H", t("keys.hold")],
    ["Ctrl+Alt+M", t("keys.mute")],
    ["Ctrl+Alt+R", t("keys.record")],
    ["Ctrl+Alt+B", t("keys.together")],
    ["Ctrl+Alt+K", t("keys.autoCalls")],
    ["Ctrl+Alt+S", t("keys.state")],
    ["1 – 9", t("keys.code")],
    ["Ctrl+Alt+T", t("keys.more")],
    ["Ctrl+Alt+F", t("keys.finish")],
    ["?", t("keys.help")],
    ["Esc", t("keys.close")],
  ] as const;
  const single = useSingleKeys();
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.key === "Escape") close();
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, [close]);
  const panel = useRef<HTMLElement>(null);
  // Whoever asks for the list is taken to it, and back to where they were unless they went elsewhere meanwhile.
  useEffect(() => {
    const before = document.activeElement;
    panel.current?.focus();
    return () => {
      if (document.activeElement === document.body && before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <section className="keys-panel" ref={panel} tabIndex={-1} aria-label={t("keys.title")}>
      <div className="row">
        <h2 className="row-main">{t("keys.title")}</h2>
        <CloseButton aria-label={t("common.close")} onClick={close} />
      </div>
      <p className="dim">{t("keys.intro")}</p>
      <dl className="facts">
        {rows.map(([key, text]) => (
          <div key={key} style={{ display: "contents" }}>
            <dt>
              <Kbd>{key}</Kbd>
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <Switch
        mt="md"
        label={t("keys.single")}
        checked={single}
        onChange={(event) => setSingleKeys(event.currentTarget.checked)}
      />
    </section>
  );
}
