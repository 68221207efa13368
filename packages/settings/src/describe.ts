import { describeSettings } from "./load.ts";
import type { SettingDocumentation } from "./schema.ts";

/** The list of settings for `npm start -- --help`: at most 100 columns. */
export function settingsHelp(): string {
  return describeSettings()
    .map((setting) => {
      const lines = [...wrap(setting.description, 92), ...wrap(allowedAndDefault(setting), 92)];
      return `  ${setting.name}\n${lines.map((line) => `      ${line}`).join("\n")}`;
    })
    .join("\n");
}

/** The whole text of docs/guides/settings.md. */
export function settingsGuide(): string {
  const sections = describeSettings().map(
    (setting) => `## ${setting.name}\n${setting.description}\n\n${allowedAndDefault(setting)}\n`,
  );
  return `# Settings

Every setting has one name and a default. Set it in the environment, or in \`belfry.config.json\` beside
\`package.json\` (another file: \`npm start -- --config FILE\`). The environment wins over the file. The file is one
JSON object with the same names, for example \`{ "BELFRY_PORT": 8090, "BELFRY_LOG_LEVEL": "debug" }\`. All mistakes
are reported together, before anything starts. This page is written by the program itself; a test keeps it true.

${sections.join("\n")}`;
}

function allowedAndDefault(setting: SettingDocumentation): string {
  const fallback = setting.default === "" ? "Not set by default" : `Default: ${setting.default}`;
  return `Allowed: ${setting.allowed}. ${fallback}.`;
}

function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
