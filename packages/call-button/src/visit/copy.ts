import { h } from "../dom.ts";
import type { Ui } from "./screens.ts";

/** Says by itself whether it worked: a page's policy may forbid it. */
export function copyButton(ui: Ui, label: string, content: string): HTMLButtonElement {
  const button = h("button", { type: "button", class: "quiet" }, label);
  button.addEventListener("click", () => {
    void copy(content).then((done) => {
      const words = ui.t(done ? "copied" : "copyFailed");
      button.textContent = words;
      ui.say(words);
      setTimeout(() => {
        button.textContent = label;
      }, 4_000);
    });
  });
  return button;
}

async function copy(content: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(content);
    return true;
  } catch {
    return false;
  }
}
