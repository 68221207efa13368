import { createContext, type ReactNode, use, useEffect, useMemo, useRef, useState } from "react";
import { useDesk } from "../desk/use-desk.tsx";
import { KeysPanel } from "./keys-panel.tsx";
import { singleKeys } from "./single-keys.ts";

/**
 * Ctrl+Alt and a letter, by the key's place on the keyboard: Alt changes the letter on some systems. On Windows AltGr
 * counts as Ctrl+Alt, so the letters are ones that no layout of our languages types with AltGr.
 */
export const KEY_CODES = {
  answer: "KeyA",
  hangUp: "KeyX",
  hold: "KeyH",
  mute: "KeyM",
  record: "KeyR",
  together: "KeyB",
  autoCalls: "KeyK",
  state: "KeyS",
  more: "KeyT",
  finish: "KeyF",
} as const;
export type KeyAction = keyof typeof KEY_CODES;
const ACTIONS: readonly KeyAction[] = [
  "answer",
  "hangUp",
  "hold",
  "mute",
  "record",
  "together",
  "autoCalls",
  "state",
  "more",
  "finish",
];

interface Keys {
  show(): void;
  /** A part of the page says what a key does while it is shown. */
  register(action: KeyAction, run: () => void): () => void;
}

const KeysContext = createContext<Keys | null>(null);

export function useKeys(): Keys {
  const keys = use(KeysContext);
  if (keys === null) throw new Error("useKeys is used outside KeysProvider");
  return keys;
}

/** Runs `run` on the key for as long as the calling part is on the page. */
export function useKey(action: KeyAction, run: () => void): void {
  const { register } = useKeys();
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => register(action, () => latest.current()), [register, action]);
}

export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName))
  );
}

export function KeysProvider({ children }: { children: ReactNode }): ReactNode {
  const [shown, setShown] = useState(false);
  const { card, actions } = useDesk();
  const registered = useRef(new Map<KeyAction, () => void>());
  const call = useRef({ card, actions });
  useEffect(() => {
    call.current = { card, actions };
  });

  const keys = useMemo<Keys>(
    () => ({
      show: () => setShown(true),
      register: (action, run) => {
        registered.current.set(action, run);
        return () => {
          if (registered.current.get(action) === run) registered.current.delete(action);
        };
      },
    }),
    [],
  );

  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.key === "?" && singleKeys() && !event.ctrlKey && !event.metaKey && !isTyping(event.target)) {
        event.preventDefault();
        setShown((was) => !was);
        return;
      }
      if (!event.ctrlKey || !event.altKey || event.repeat) return;
      const action = ACTIONS.find((one) => KEY_CODES[one] === event.code);
      if (action === undefined) return;
      event.preventDefault();
      runKey(action);
    };
    const runKey = (action: KeyAction): void => {
      const own = registered.current.get(action);
      if (own !== undefined) {
        own();
        return;
      }
      const { card: now, actions: does } = call.current;
      if (now === null) return;
      const offered = now.phase === "offered";
      if (action === "answer" && offered) does.answer();
      else if (action === "hangUp") offered ? does.decline() : does.hangUp();
      else if (action === "hold" && !offered && now.steers) does.toggleHold();
      else if (action === "record" && !offered && now.recording?.turn) does.toggleRecording();
      else if (action === "mute" && !offered) does.toggleMute();
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, []);

  return (
    <KeysContext value={keys}>
      {children}
      {shown && <KeysPanel close={() => setShown(false)} />}
    </KeysContext>
  );
}
