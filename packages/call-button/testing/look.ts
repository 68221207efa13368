import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { openStage } from "./stage.ts";
import { VIEWS } from "./views.ts";

/** Takes pictures of every step: `node look.ts <folder> [views] [widths] [schemes] [languages]`, lists with commas. */
const [folder = "shots", views = "", widths = "1280", schemes = "light", languages = "en"] = process.argv.slice(2);
await mkdir(folder, { recursive: true });
const stage = await openStage();
for (const view of VIEWS) {
  if (views !== "" && !views.split(",").includes(view.name)) continue;
  for (const language of languages.split(",")) {
    for (const scheme of schemes.split(",")) {
      for (const width of widths.split(",").map(Number)) {
        await stage.open({ width, scheme, language, wallet: view.device ?? "desktop" });
        await view.show(stage);
        await stage.page.screenshot({ path: join(folder, `${view.name}-${width}-${scheme}-${language}.png`) });
      }
    }
  }
}
for (const complaint of new Set(stage.complaints)) console.log(complaint);
await stage.close();
