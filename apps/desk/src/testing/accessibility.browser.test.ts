import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seriousFindings } from "./axe.ts";
import { rehearsalBuild } from "./rehearsal-build.ts";
import { openStage, type Stage } from "./stage.ts";
import { VIEWS } from "./views.ts";

let stage: Stage;

beforeAll(async () => {
  await rehearsalBuild();
  stage = await openStage();
});
afterAll(async () => {
  await stage?.close();
});

/**
 * The parts that are wider than their room: somebody would have to scroll sideways to read (WCAG 1.4.10). Tables may:
 * they have a box of their own for it.
 */
async function overflowing(): Promise<string[]> {
  return stage.page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll(".main, .column, .side-panel, .state-button, .controls")]
      .filter((part) => part.scrollWidth > part.clientWidth)
      .map((part) => `${part.tagName} ${part.className}`),
  );
}

describe.each(VIEWS.map((view) => [view.name, view] as const))("%s", (_name, view) => {
  it.each([
    ["light", 1280, "en"],
    ["dark", 320, "uk"],
    ["light", 768, "fr"],
    ["dark", 1920, "nl"],
  ] as const)("has nothing serious for axe, and fits: %s, %i px, %s", async (scheme, width, language) => {
    stage.complaints.length = 0;
    await stage.page.setViewportSize({ width, height: 800 });
    await view.show(stage, { scheme, language });
    expect(await seriousFindings(stage.page)).toEqual([]);
    expect(await overflowing()).toEqual([]);
    expect(await stage.page.getAttribute("html", "lang")).toBe(language);
    expect(stage.complaints).toEqual([]);
  });
});
