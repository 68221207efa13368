import { describe, expect, it } from "vitest";
import { ERRORS, type ErrorCode, errorText, Refusal } from "./errors.ts";
import { errorBody, errorCode } from "./rest/common.ts";

const codes = errorCode.options;
const parametersOf = (code: ErrorCode) => [...ERRORS[code].text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "");

/** The whole text of docs/errors.md. */
function errorsPage(): string {
  const sections = codes.map((code) => {
    const { status, text } = ERRORS[code];
    const parameters = parametersOf(code);
    const line =
      parameters.length === 0 ? "" : `\nParameters: ${parameters.map((name) => `\`${name}\``).join(", ")}.\n`;
    return `## ${code}\n\nHTTP status ${status}.\n\n> ${text}\n${line}`;
  });
  return `# Errors

Every answer of the API that is no success has this body, whatever went wrong:

\`\`\`json
{
  "error": {
    "code": "conflict",
    "message": "This is taken already: the extension",
    "params": { "detail": "the extension" },
    "fields": []
  }
}
\`\`\`

\`code\` is one of those below and stays the same for good; programs decide by it. \`message\` is a sentence in English
for people; pages translate by \`code\` and fill in \`params\`. \`fields\` names the mistakes in a request, each with its
\`path\` and \`message\`. A socket answers a command that was refused with the same \`code\` and \`params\`. Answers with
status 429 say in the header \`Retry-After\` how many seconds to wait.

This page is written from the registry; a test keeps it true.

${sections.join("\n")}`;
}

describe("the registry of errors", () => {
  it("has a page that says the same (vitest -u writes it)", async () => {
    await expect(errorsPage()).toMatchFileSnapshot("../../../docs/errors.md");
  });

  it("holds the same codes as the schema of answers", () => {
    expect([...codes].sort()).toEqual(Object.keys(ERRORS).sort());
  });

  it.each(codes)("%s has a stable name, a fitting status, and a sentence for people", (code) => {
    const { status, text } = ERRORS[code];
    expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
    expect([400, 401, 403, 404, 409, 410, 413, 429, 500, 503]).toContain(status);
    expect(text).toMatch(/^[A-Z“{].*[.}]$/);
    const params = Object.fromEntries(parametersOf(code).map((name) => [name, `<${name}>`]));
    const sentence = errorText(code, params);
    expect(sentence).not.toMatch(/[{}]/);
    for (const value of Object.values(params)) expect(sentence).toContain(value);
    const refusal = new Refusal(code, params);
    const body = { error: { code: refusal.code, message: refusal.message, params: { ...refusal.params }, fields: [] } };
    expect(errorBody.parse(body)).toEqual(body);
  });

  it("leaves out a parameter that was not given rather than showing its name", () => {
    expect(errorText("in_use", {})).not.toContain("detail");
  });
});
