/** Gives a panel the keys, and shows its beginning without moving what is in view already. */
export function takeFocus(panel: HTMLElement | null): void {
  panel?.focus({ preventScroll: true });
  panel?.querySelector("h2")?.scrollIntoView({ block: "nearest" });
}
