import { TextInput } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { type KeyboardEvent, type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { isTyping } from "../app/keys.tsx";
import { singleKeys } from "../app/single-keys.ts";
import type { WrapUpCode } from "../desk/desk-view.ts";

/** Call codes: a click, the number key beside it, or a few letters and Enter. */
export function CodePicker(props: {
  codes: readonly WrapUpCode[];
  code: string | null;
  choose: (code: string | null) => void;
  required: boolean;
}): ReactNode {
  const { t } = useTranslation();
  const { codes, choose } = props;
  const [text, setText] = useState("");
  const wanted = text.trim().toLowerCase();
  const shown = codes.filter((one) => one.name.toLowerCase().includes(wanted));

  useEffect(() => {
    const listen = (event: globalThis.KeyboardEvent): void => {
      if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target) || !singleKeys()) return;
      const code = codes[Number(event.key) - 1];
      if (!/^[1-9]$/.test(event.key) || code === undefined) return;
      event.preventDefault();
      setText("");
      choose(code.id);
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, [codes, choose]);

  function onKey(event: KeyboardEvent): void {
    const only = shown[0];
    // In an empty field a digit means the code with that number; after letters it is text.
    const numbered = text === "" && /^[1-9]$/.test(event.key) ? codes[Number(event.key) - 1] : undefined;
    if (numbered !== undefined) choose(numbered.id);
    else if (event.key === "Enter" && only !== undefined) choose(only.id);
    else return;
    event.preventDefault();
    setText("");
  }

  if (codes.length === 0) return <p className="dim">{t("wrapUp.noCodes")}</p>;
  return (
    <div>
      <TextInput
        label={t("wrapUp.code")}
        description={props.required ? `${t("wrapUp.codeNeeded")} ${t("wrapUp.codeHint")}` : t("wrapUp.codeHint")}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKey}
        autoComplete="off"
      />
      <div role="radiogroup" aria-label={t("wrapUp.codes")} style={{ marginTop: 6 }}>
        {shown.map((one) => {
          const number = codes.indexOf(one) + 1;
          const checked = one.id === props.code;
          return (
            // biome-ignore lint/a11y/useSemanticElements: a native radio would take the number keys and Enter away
            <button
              key={one.id}
              type="button"
              role="radio"
              aria-checked={checked}
              className="choice"
              onClick={() => choose(checked && !props.required ? null : one.id)}
            >
              <span className="choice-key">{number <= 9 ? number : ""}</span>
              <span className="row-main">{one.name}</span>
              {checked && <IconCheck size={16} aria-hidden />}
            </button>
          );
        })}
      </div>
      {shown.length === 0 && <p className="dim">{t("wrapUp.noMatch")}</p>}
    </div>
  );
}
