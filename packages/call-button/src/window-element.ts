import { sheet } from "./dom.ts";
import { languageFor } from "./language.ts";
import { VARIABLES } from "./look.ts";
import { provePart } from "./prove.ts";
import { PublicDoor } from "./public-door.ts";

/** `<belfry-visit>`, for the server's own page after a sign-in elsewhere. What it holds is shown until it is ready. */
export function defineWindow(server: string): void {
  if (customElements.get("belfry-visit") !== undefined) return;
  const Window = class extends HTMLElement {
    connectedCallback(): void {
      void this.#show();
    }
    async #show(): Promise<void> {
      await provePart("window");
      const { showWindow } = await import("./visit/window.ts");
      const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
      root.adoptedStyleSheets = [sheet(VARIABLES)];
      await showWindow(root, new PublicDoor(server), languageFor(null, ["en", "nl", "fr", "uk"]));
    }
  };
  customElements.define("belfry-visit", Window);
}
