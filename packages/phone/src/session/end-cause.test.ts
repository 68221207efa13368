import { describe, expect, it } from "vitest";
import { causeOf } from "./end-cause.ts";

describe("why a call ended", () => {
  it("is no error when the caller left, or when somebody else answered", () => {
    expect(causeOf("remote", "Canceled", undefined)).toBe("cancelled");
    expect(causeOf("remote", "Canceled", 'SIP ;cause=200 ;text="Call completed elsewhere"')).toBe("answeredElsewhere");
    expect(causeOf("remote", "Canceled", "Q.850;cause=200")).toBe("cancelled");
    expect(causeOf("remote", "Terminated", undefined)).toBe("normal");
  });

  it("tells the network from the sound and from the microphone", () => {
    expect(causeOf("system", "Connection Error", undefined)).toBe("networkFailed");
    expect(causeOf("local", "RTP Timeout", undefined)).toBe("mediaFailed");
    expect(causeOf("local", "User Denied Media Access", undefined)).toBe("microphoneFailed");
    expect(causeOf("local", "something new", undefined)).toBe("refused");
  });
});
