import { describe, expect, it } from "vitest";
import { renderTemplate } from "./templates.ts";

describe("renderTemplate", () => {
  it("fills every name, leaving comments and other at signs as they are", () => {
    const template = "# @NAME@ is a name\n#!define A @NAME@\nsip:me@example.org @NAME@:@PORT@";
    expect(renderTemplate(template, { NAME: "x", PORT: 1 })).toBe(
      "# @NAME@ is a name\n#!define A x\nsip:me@example.org x:1",
    );
  });

  it("keeps values that look like patterns", () => {
    expect(renderTemplate("a @KEY@ b", { KEY: "$& $1 @X@" })).toBe("a $& $1 @X@ b");
  });

  it("repeats the lines of an address", () => {
    const rows = [
      { SIP_ADDRESS: "127.0.0.1", SIP_PORT: 5060 },
      { SIP_ADDRESS: "[::1]", SIP_PORT: 5070 },
    ];
    expect(renderTemplate("listen=udp:@SIP_ADDRESS@:@SIP_PORT@\nend", {}, rows)).toBe(
      "listen=udp:127.0.0.1:5060\nlisten=udp:[::1]:5070\nend",
    );
  });

  it("refuses a name without a value", () => {
    expect(() => renderTemplate("x = @NEW_THING@", {})).toThrow("@NEW_THING@");
  });
});
