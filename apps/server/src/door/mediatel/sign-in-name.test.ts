import { describe, expect, it } from "vitest";
import { signInName } from "./sign-in-name.ts";

describe("the organisation of a sign-in", () => {
  it("stands in the address, behind the name, or need not be said", () => {
    const many = ["city", "haven", "operator"];
    expect(signInName("anna", "city", many)).toEqual({ organisation: "city", login: "anna" });
    expect(signInName("anna@Haven", null, many)).toEqual({ organisation: "haven", login: "anna" });
    expect(signInName("anna@haven", "city", many)).toEqual({ organisation: "city", login: "anna@haven" });
    expect(signInName("anna", null, ["city", "operator"])).toEqual({ organisation: "city", login: "anna" });
  });

  it("is nobody's where it cannot be told", () => {
    expect(signInName("anna", null, ["city", "haven", "operator"]).organisation).toBe("?");
    expect(signInName("anna", "", ["operator"]).organisation).toBe("?");
  });

  it("leaves a login alone that is an address of mail", () => {
    expect(signInName("anna@mail.example", null, ["city", "operator"])).toEqual({
      organisation: "city",
      login: "anna@mail.example",
    });
    expect(signInName("anna@mail.example@city", null, ["city", "haven"]).login).toBe("anna@mail.example");
  });
});
