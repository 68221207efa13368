import { describe, expect, it } from "vitest";
import { howTo, type Surroundings } from "./how-to.ts";

const CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36";
const SAFARI = "Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Safari/605.1.15";
const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0";
const page: Surroundings = { secure: true, framed: false, frameAllows: null, userAgent: CHROME, pageAllowed: false };

describe("how to allow the microphone", () => {
  it("names the deepest cause first", () => {
    expect(howTo({ ...page, secure: false, framed: true, frameAllows: false })).toBe("insecureOrigin");
    expect(howTo({ ...page, framed: true, frameAllows: false })).toBe("iframePolicy");
    expect(howTo({ ...page, pageAllowed: true })).toBe("systemSettings");
  });

  it("tells the browsers apart", () => {
    expect(howTo(page)).toBe("chromeSiteSettings");
    expect(howTo({ ...page, userAgent: SAFARI })).toBe("safariSettings");
    expect(howTo({ ...page, userAgent: FIREFOX })).toBe("firefoxSiteSettings");
  });
});
