import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Failure } from "../api/client.ts";

/** The part of a zod schema that a form needs. */
interface Schema<T> {
  safeParse(
    value: unknown,
  ):
    | { readonly success: true; readonly data: T }
    | { readonly success: false; readonly error: { readonly issues: readonly Issue[] } };
}
interface Issue {
  readonly path: readonly PropertyKey[];
  readonly code: string;
}

export interface FormOf<Draft> {
  readonly draft: Draft;
  set(change: Partial<Draft>): void;
  /** The mistake in a field, in words; null when there is none, or before the first attempt. */
  error(path: string): string | null;
  /** Checks by the same schema as the server's door, then hands on what it made of the draft. */
  submit(): void;
}

/**
 * A draft that is checked when it is sent. The server's own remarks per field are shown as well, for what only it can
 * know, such as a name that is taken.
 */
export function useForm<Draft, T>(options: {
  readonly schema: Schema<T>;
  readonly initial: Draft;
  /** The draft as the schema wants it; a draft holds what fields hold, texts above all. */
  readonly input: (draft: Draft) => unknown;
  readonly failure: Failure | null;
  readonly send: (input: T) => void;
}): FormOf<Draft> {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(options.initial);
  const [tried, setTried] = useState(false);
  const checked = options.schema.safeParse(options.input(draft));
  const issues = checked.success || !tried ? [] : checked.error.issues;

  function words(path: string, code: string): string {
    if (path === "extension") return t("validation.extension");
    if (path === "slug") return t("validation.slug");
    if (path.toLowerCase().endsWith("password") || path === "next") return t("validation.passwordLength");
    if (path.startsWith("addresses")) return t("validation.address");
    if (path.endsWith("number")) return t("validation.number");
    if (code === "too_small" || code === "invalid_type") return t("validation.required");
    return t("validation.other");
  }

  return {
    draft,
    set: (change) => setDraft((before) => ({ ...before, ...change })),
    error: (path) => {
      const issue = issues.find((one) => startsWith(one.path.join("."), path));
      if (issue !== undefined) return words(issue.path.join("."), issue.code);
      const remark = options.failure?.fields.find((one) =>
        startsWith(one.path.replace(/^\//, "").replaceAll("/", "."), path),
      );
      return remark === undefined ? null : words(path, "custom");
    },
    submit: () => {
      setTried(true);
      if (checked.success) options.send(checked.data);
    },
  };
}

function startsWith(found: string, wanted: string): boolean {
  return found === wanted || found.startsWith(`${wanted}.`);
}
