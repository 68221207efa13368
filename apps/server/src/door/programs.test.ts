import { describe, expect, it } from "vitest";
import { isForPrograms, needsApiKey } from "./programs.ts";

const ID = "00000000-0000-4000-8000-000000000000";
const authorization = "Bearer belfry_key_x";

describe("requests of programs", () => {
  it("are known by their key where people ask too, and let past the gates only with it", () => {
    for (const line of [
      "GET /api/v1/campaigns",
      `POST /api/v1/campaigns/${ID}/contacts`,
      `PUT /api/v1/campaigns/${ID}/uploads/${ID}?number=tel`,
      "DELETE /api/v1/do-not-call/%2B31205550101",
    ]) {
      const [method = "", url = ""] = line.split(" ");
      expect([line, needsApiKey({ method, url, headers: {} })]).toEqual([line, false]);
      expect([line, needsApiKey({ method, url, headers: { authorization } })]).toEqual([line, true]);
      expect(isForPrograms({ method, url, headers: { authorization: "Basic eA==" } })).toBe(false);
    }
  });

  it("get with a key to nothing else", () => {
    for (const line of [
      "POST /api/v1/campaigns",
      `POST /api/v1/campaigns/${ID}/running`,
      `POST /api/v1/campaigns/${ID}/contacts/`,
      `POST /api/v1/campaigns/../people/contacts`,
      "DELETE /api/v1/people/x",
      "GET /",
    ]) {
      const [method = "", url = ""] = line.split(" ");
      expect([line, isForPrograms({ method, url, headers: { authorization } })]).toEqual([line, false]);
    }
  });
});
