/** Calls what the page gave us. What it throws goes to the page's own error handling, and stops nothing of ours. */
export function guarded(call: () => void): void {
  try {
    call();
  } catch (error) {
    reportError(error);
  }
}
