import { Button, type ButtonProps, type ElementProps } from "@mantine/core";
import type { ReactNode } from "react";

interface WorkButtonProps extends ButtonProps, ElementProps<"button", keyof ButtonProps> {
  /** What the button started is under way. */
  readonly busy: boolean;
}

/**
 * A button whose work takes a moment. It stays enabled meanwhile, for the focus falls off a disabled button and the
 * keys of its user are lost; a second press does nothing, which a screen reader is told.
 */
export function WorkButton({ busy, onClick, ...rest }: WorkButtonProps): ReactNode {
  return (
    <Button
      {...rest}
      aria-disabled={busy || undefined}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onClick?.(event);
      }}
    />
  );
}
