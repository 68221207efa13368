import { useSyncExternalStore } from "react";

const KEPT = "belfry.singleKeys";
const listeners = new Set<() => void>();

/** Keys without Ctrl can be turned off: speech input types them by accident (WCAG 2.1.4). */
export function singleKeys(): boolean {
  return localStorage.getItem(KEPT) !== "off";
}

export function setSingleKeys(on: boolean): void {
  localStorage.setItem(KEPT, on ? "on" : "off");
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useSingleKeys(): boolean {
  return useSyncExternalStore(subscribe, singleKeys);
}
