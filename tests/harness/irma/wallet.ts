import { randomBytes } from "node:crypto";
import { patience, until } from "../until.ts";
import { type DisclosureRequest, idOf, type Options } from "./session.ts";

/** Attributes of a made-up person, by the identifiers of the demonstration scheme and of the real ones. */
export const PERSON: Readonly<Record<string, string>> = {
  "irma-demo.gemeente.personalData.bsn": "999999011",
  "irma-demo.gemeente.personalData.fullname": "Willeke Liselotte de Bruijn",
  "pbdf.gemeente.personalData.bsn": "999999011",
  "pbdf.gemeente.personalData.fullname": "Willeke Liselotte de Bruijn",
  "pbdf.gemeente.personalData.dateofbirth": "10-03-1966",
  "pbdf.gemeente.personalData.over18": "Yes",
  "pbdf.sidn-pbdf.email.email": "willeke@example.org",
  "pbdf.sidn-pbdf.mobilenumber.mobilenumber": "+31612345678",
};

export interface Told {
  /** What is told instead of the person's own; null: an attribute without a value. */
  readonly values?: Readonly<Record<string, string | null>>;
  readonly proofStatus?: string;
  /** What is told instead of what was asked. */
  readonly ids?: readonly string[];
  /** Does not wait for the server to let it go on. */
  readonly impatient?: boolean;
}

/** A wallet app, as far as its server can tell. */
export class Wallet {
  readonly #authorization = randomBytes(15).toString("base64url");
  readonly #pointer: string;
  readonly #version: string;
  #request: DisclosureRequest | null = null;
  /** What the wallet shows to be typed into the page; null: nothing. */
  pairingCode: string | null = null;

  private constructor(pointer: string, version: string) {
    this.#pointer = pointer;
    this.#version = version;
  }

  /** Reads a code or follows a link, and connects. Rejects with the server's words. */
  static async scan(text: string, version = "2.8"): Promise<Wallet> {
    const json = /(?:#|qr\/json\/)([^#]+)/.exec(text)?.[1] ?? "";
    const { u, irmaqr }: { u: string; irmaqr: string } = JSON.parse(decodeURIComponent(json));
    if (irmaqr !== "disclosing") throw new Error(`not to disclose but ${irmaqr}`);
    const wallet = new Wallet(u, version);
    await wallet.#connect();
    return wallet;
  }

  /** What is asked; waits for the pairing to be completed. */
  async asked(): Promise<DisclosureRequest> {
    await until(
      "the server lets the wallet go on",
      async () => (await this.#ask<string>("GET", "/status")) === "CONNECTED",
    );
    const request = this.#request ?? (await this.#ask<DisclosureRequest>("GET", "/request"));
    this.#request = request;
    return request;
  }

  /** Says yes; the first way that the person has is told. Resolves with where the wallet leads afterwards. */
  async disclose(told: Told = {}): Promise<string | null> {
    const request =
      told.impatient === true ? await this.#ask<DisclosureRequest>("GET", "/request") : await this.asked();
    const disclosed = request.disclose.map((ways) => {
      const way = ways.find((ids) => ids.every((asked) => idOf(asked) in { ...PERSON, ...told.values })) ?? [];
      return (told.ids ?? way.map(idOf)).map((id) => {
        const rawvalue = { ...PERSON, ...told.values }[id] ?? null;
        const value = rawvalue === null ? null : { "": rawvalue, en: rawvalue, nl: rawvalue };
        return { rawvalue, value, id, status: "PRESENT", issuancetime: 1_790_000_000 };
      });
    });
    await this.#ask<unknown>("POST", "/proofs", { disclosed, proofStatus: told.proofStatus ?? "VALID" });
    return request.clientReturnUrl ?? null;
  }

  /** Says no. */
  async refuse(): Promise<void> {
    await this.#ask<unknown>("DELETE", "");
  }

  async #connect(): Promise<void> {
    // A wallet of old is told what is asked at once.
    if (this.#version !== "2.8") {
      this.#request = await this.#ask<DisclosureRequest>("GET", "");
      return;
    }
    const { options, request } = await this.#ask<{ options: Options; request?: DisclosureRequest }>("GET", "");
    this.#request = request ?? null;
    this.pairingCode = options.pairingCode ?? null;
  }

  async #ask<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(`${this.#pointer}${path}`, {
      method,
      headers: {
        authorization: this.#authorization,
        "x-irma-minprotocolversion": '"2.4"',
        "x-irma-maxprotocolversion": JSON.stringify(this.#version),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: patience(),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(text);
    return JSON.parse(text === "" ? "null" : text);
  }
}
