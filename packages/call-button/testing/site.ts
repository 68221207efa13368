import { createServer, type Server } from "node:http";

/** Somebody else's website, as strict as the guide says that it may be. */
export class Site {
  readonly origin: string;
  /** What `/` answers. */
  page = "";
  policy = "";
  readonly #server: Server;

  private constructor(server: Server, origin: string) {
    this.#server = server;
    this.origin = origin;
    server.on("request", (request, answer) => {
      if (request.url !== "/") return void answer.writeHead(404).end();
      answer.writeHead(200, { "content-type": "text/html; charset=utf-8", "content-security-policy": this.policy });
      answer.end(this.page);
    });
  }

  static async start(): Promise<Site> {
    const server = createServer();
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("The site does not listen.");
    return new Site(server, `http://127.0.0.1:${address.port}`);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }
}

/** As the guide has it: nothing is allowed but what the button needs. */
export function strictPolicy(belfry: string): string {
  return [
    "default-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    `script-src ${belfry}`,
    `connect-src ${belfry}`,
  ].join("; ");
}

export function cityPage(
  script: { readonly url: string; readonly integrity: string },
  attributes: Readonly<Record<string, string>>,
  { lang = "en", scheme = "light" } = {},
): string {
  const written = Object.entries(attributes).map(([name, value]) => ` ${name}="${value}"`);
  return `<!doctype html><html lang="${lang}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="${scheme}">
<title>Parking</title>
<script type="module" src="${script.url}" integrity="${script.integrity}" crossorigin="anonymous"></script>
</head><body><main><h1>Parking</h1>
<belfry-call${written.join("")}><p>Call us: <a href="tel:+31201234567">020 123 4567</a></p></belfry-call>
</main></body></html>`;
}
