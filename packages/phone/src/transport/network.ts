export interface NetworkEvents {
  online(): void;
  offline(): void;
  /** Another network, or the same one with another address. */
  changed(): void;
  /** The page is looked at again, or comes back from sleep, from the back-forward cache, from being frozen. */
  shown(): void;
}

/** The browser's hints that the network may be another one. They are hints: each only makes the phone look. */
export function watchNetwork(signal: AbortSignal, events: NetworkEvents): void {
  addEventListener("online", () => events.online(), { signal });
  addEventListener("offline", () => events.offline(), { signal });
  addEventListener("pageshow", ({ persisted }) => (persisted ? events.shown() : undefined), { signal });
  document.addEventListener("resume", () => events.shown(), { signal });
  document.addEventListener(
    "visibilitychange",
    () => (document.visibilityState === "visible" ? events.shown() : undefined),
    { signal },
  );
  const connection = "connection" in navigator ? navigator.connection : null;
  if (connection instanceof EventTarget) connection.addEventListener("change", () => events.changed(), { signal });
}
