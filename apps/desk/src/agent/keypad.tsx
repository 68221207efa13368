import { Button } from "@mantine/core";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { isTyping } from "../app/keys.tsx";
import { useDesk } from "../desk/use-desk.tsx";

const DIGITS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"] as const;

/** Digits for the other side's menus. While it is shown the keyboard's own digits are sent too. */
export function Keypad(): ReactNode {
  const { t } = useTranslation();
  const { actions } = useDesk();
  const [sent, setSent] = useState("");
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || isTyping(event.target)) return;
      if (!DIGITS.some((digit) => digit === event.key)) return;
      actions.digit(event.key);
      setSent((before) => before + event.key);
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, [actions]);
  return (
    <section aria-label={t("call.keypad")}>
      <p className="dim small" style={{ marginBottom: 6 }}>
        {sent === "" ? t("call.keypadHint") : t("call.digitsSent", { digits: sent })}
      </p>
      <div className="keypad">
        {DIGITS.map((digit) => (
          <Button
            key={digit}
            variant="default"
            aria-label={t("call.digit", { digit })}
            onClick={() => {
              actions.digit(digit);
              setSent((before) => before + digit);
            }}
          >
            {digit}
          </Button>
        ))}
      </div>
    </section>
  );
}
