export type TemplateValues = Readonly<Record<string, string | number>>;

/**
 * Puts values in the place of `@NAME@`. A line that speaks of `@SIP_ADDRESS@` comes once for each row of `perAddress`.
 * Throws when a name has no value, so that a template and its values cannot drift apart unseen.
 */
export function renderTemplate(template: string, values: TemplateValues, perAddress: readonly TemplateValues[] = []) {
  return template
    .split("\n")
    .flatMap((line) => {
      if (line.startsWith("#") && !line.startsWith("#!")) return [line];
      if (!line.includes("@SIP_ADDRESS@")) return [fill(line, values)];
      return perAddress.map((row) => fill(line, { ...values, ...row }));
    })
    .join("\n");
}

function fill(line: string, values: TemplateValues): string {
  return line.replaceAll(/@([A-Z][A-Z_]*)@/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`The template asks for @${name}@, which has no value.`);
    return String(value);
  });
}
