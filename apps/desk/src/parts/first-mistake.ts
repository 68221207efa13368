import { type RefObject, useEffect } from "react";

/** After each attempt, counted from 1, takes the keys to the first field that is not right; it may be out of sight. */
export function useFirstMistake(form: RefObject<HTMLFormElement | null>, attempts: number): void {
  useEffect(() => {
    const field =
      attempts > 0 ? form.current?.querySelector("[aria-invalid=true], [data-error] :is(input, textarea)") : null;
    if (field instanceof HTMLElement) field.focus();
  }, [form, attempts]);
}
