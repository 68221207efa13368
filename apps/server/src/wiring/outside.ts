import { type LookupAddress, lookup } from "node:dns";
import { request as requestPlain } from "node:http";
import { request as requestByTls } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { type Ask, TargetRefused } from "../visits/providers/outside.ts";
import { addressesAllowed, within } from "./addresses.ts";

/**
 * Asks services that organisations' admins name. A name is checked by what it resolves to at the very connection, so
 * that none leads to where it may not; `allowed` are CIDR blocks of internal addresses, and only there without TLS.
 * Redirects are answers like others.
 */
export function outside(allowed: readonly string[]): Ask {
  const allows = addressesAllowed(allowed);
  const isInternal = within(allowed);
  const check = (address: string, isPlain: boolean, host: string) => {
    if (!allows(address))
      throw new TargetRefused(`${host} is at an internal address that the operator has not allowed`);
    if (isPlain && !isInternal(address)) throw new TargetRefused(`${host} can only be asked by https`);
  };
  return (url, { method, headers, body, signal }) =>
    new Promise((resolve, reject) => {
      const isPlain = url.protocol === "http:";
      const host = url.hostname.replace(/^\[|\]$/g, "");
      if (isIP(host) !== 0) check(host, isPlain, host);
      const checked: LookupFunction = (name, options, done) =>
        lookup(name, { ...options, all: true }, (error, addresses) => {
          if (error !== null) return done(error, "", 0);
          try {
            for (const { address } of addresses) check(address, isPlain, name);
          } catch (refused) {
            return done(refused instanceof Error ? refused : new Error("refused"), "", 0);
          }
          const first: LookupAddress | undefined = addresses[0];
          if (options.all === true) done(null, addresses);
          else done(null, first?.address ?? "", first?.family ?? 0);
        });
      const sent = (isPlain ? requestPlain : requestByTls)(
        url,
        { method, headers: { ...headers }, signal, lookup: checked, agent: false },
        (answer) => {
          const status = answer.statusCode ?? 502;
          const told = new Headers();
          for (const [name, value] of Object.entries(answer.headers)) told.set(name, [value].flat().join(", "));
          const hasBody = status !== 204 && status !== 205 && status !== 304;
          if (!hasBody) answer.resume();
          resolve(new Response(hasBody ? ReadableStream.from(answer) : null, { status, headers: told }));
        },
      );
      sent.once("error", reject);
      sent.end(body);
    });
}
