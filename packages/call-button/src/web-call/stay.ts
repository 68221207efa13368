/** While a call runs: the browser asks before it leaves the page, and the screen stays on where that can be had. */
export function stay(left: () => void): () => void {
  const over = new AbortController();
  const { signal } = over;
  let lock: WakeLockSentinel | null = null;
  const wake = () => {
    if (document.visibilityState !== "visible" || !("wakeLock" in navigator)) return;
    navigator.wakeLock
      .request("screen")
      .then((got) => {
        if (signal.aborted) void got.release();
        else lock = got;
      })
      // A battery that is low, or a page that may not: the call goes on.
      .catch(() => {});
  };
  addEventListener("beforeunload", (event) => event.preventDefault(), { signal });
  addEventListener("pagehide", left, { signal });
  // The browser takes the lock back whenever the page is hidden.
  document.addEventListener("visibilitychange", wake, { signal });
  wake();
  return () => {
    over.abort();
    lock?.release().catch(() => {});
  };
}
