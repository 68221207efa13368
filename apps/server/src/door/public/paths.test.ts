import { describe, expect, it } from "vitest";
import { isForVisitors } from "./paths.ts";

describe("what visitors may ask without the company's cookie", () => {
  it.each([
    "GET /api/public/v1/purposes/demo/permits",
    "POST /api/public/v1/visits",
    "DELETE /api/public/v1/visits/current",
    "OPTIONS /api/public/v1/visits/current/pairing",
    "GET /api/public/v1/wallet/abc.def/frontend/status",
    "GET /visit/return",
    "HEAD /visit/go/abc.def",
  ])("%s", (line) => expect(isForVisitors(asked(line))).toBe(true));

  it.each([
    "GET /api/v1/session",
    "PUT /api/public/v1/visits",
    "GET /api/public/v1/../../v1/calls",
    "GET /api/public/v1/%2e%2e/v1/calls",
    "GET /api/public/v1//v1",
    "GET /api/public/v10/visits",
    "POST /visit/return",
    "GET /visit/../index.html",
    "GET /visits",
    "GET /",
  ])("not %s", (line) => expect(isForVisitors(asked(line))).toBe(false));
});

function asked(line: string) {
  const [method, url] = line.split(" ");
  return { method, url: `${url}?with=query` };
}
