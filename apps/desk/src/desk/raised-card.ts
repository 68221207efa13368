import { useEffect, useSyncExternalStore } from "react";
import { useDesk } from "./use-desk.tsx";

/** One window shows the cards, one after another. */
export const CARD_WINDOW = "belfry-card";

const KEPT = "belfry.raiseCards";
/** Survives a reload of the page, in which the same call is still up. */
const LAST = "belfry.raisedCard";
const listeners = new Set<() => void>();
/** The contact whose card the browser did not let us open. */
let blocked: string | null = null;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell(): void {
  for (const listener of listeners) listener();
}

const raisesCards = (): boolean => localStorage.getItem(KEPT) === "on";

export function setRaisesCards(on: boolean): void {
  localStorage.setItem(KEPT, on ? "on" : "off");
  tell();
}

/** Whether cards open by themselves: the agent's own choice in this browser, off at first. */
export function useRaisesCards(): boolean {
  return useSyncExternalStore(subscribe, raisesCards);
}

export function useBlockedCard(): string | null {
  return useSyncExternalStore(subscribe, () => blocked);
}

function raise(contact: string, link: string): void {
  if (sessionStorage.getItem(LAST) === contact) return;
  sessionStorage.setItem(LAST, contact);
  blocked = window.open(link, CARD_WINDOW) === null ? contact : null;
  tell();
}

/** Opens the card of the contact who is on the line or about to be called, once, where the agent wants that. */
export function useRaisedCard(): void {
  const { link, card, lastCard, preview } = useDesk();
  const wanted = useRaisesCards();
  const contact = preview?.contact ?? card?.contact ?? null;
  const over = link === "live" && contact === null && lastCard === null;
  useEffect(() => {
    if (over) sessionStorage.removeItem(LAST);
    else if (wanted && contact !== null && contact.link !== null) raise(contact.id, contact.link);
  }, [over, wanted, contact]);
}
