import { describe, expect, it } from "vitest";
import { refusalIn } from "./desk-link.ts";

const refused = (data: unknown) => Object.assign(new Error("refused"), { data });

describe("why a connection was not taken", () => {
  it("is told by the server", () => {
    const said = { code: "too_many_windows", params: { count: "20" } };
    expect(refusalIn(refused(said))).toEqual({ ...said, fields: [] });
  });

  it("is unknown where the network failed, or the server said nothing that is known here", () => {
    expect(refusalIn(new Error("websocket error"))).toBeNull();
    expect(refusalIn(refused({ code: "of_a_newer_server", params: {} }))).toBeNull();
  });
});
