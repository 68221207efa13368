export interface NetworkEvents {
  online(): void;
  offline(): void;
  /** Another network, or the same one with another address. */
  changed(): void;
  /** The link deserves a look: the page is shown again, or comes back from the back-forward cache or from freezing. */
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
  watchType(signal, events);
}

/**
 * The Network Information API tells of every new estimate of speed, which is no new network: only another `type` is.
 * Browsers on a desktop do not tell the type; there ICE itself finds out.
 */
function watchType(signal: AbortSignal, events: NetworkEvents): void {
  const connection = "connection" in navigator ? navigator.connection : null;
  if (!(connection instanceof EventTarget)) return;
  const typeNow = () => ("type" in connection ? connection.type : undefined);
  let type = typeNow();
  connection.addEventListener(
    "change",
    () => {
      const before = type;
      type = typeNow();
      if (type === before) events.shown();
      else events.changed();
    },
    { signal },
  );
}
