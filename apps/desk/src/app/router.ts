import { useSyncExternalStore } from "react";

/** Addresses live behind `#`, so that every page of the desk is the same document for the server. */
function path(): string {
  const hash = location.hash.slice(1);
  return hash.startsWith("/") ? hash : "/";
}

function subscribe(listener: () => void): () => void {
  window.addEventListener("hashchange", listener);
  return () => window.removeEventListener("hashchange", listener);
}

export function navigate(to: string): void {
  location.hash = to;
}

/** The parts of the current address: `/calls/42` is `["calls", "42"]`. */
export function useRoute(): readonly string[] {
  const current = useSyncExternalStore(subscribe, path);
  return current.split("/").filter((part) => part !== "");
}
