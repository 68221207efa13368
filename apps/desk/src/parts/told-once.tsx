import { Alert, Button, CopyButton } from "@mantine/core";
import type { ReactNode } from "react";

/** A secret that is shown this once, with a button that copies it. */
export function ToldOnce(props: { title: string; secret: string; copy: string; copied: string }): ReactNode {
  return (
    <Alert variant="light" mb="md" title={props.title}>
      <code style={{ overflowWrap: "anywhere" }}>{props.secret}</code>
      <CopyButton value={props.secret}>
        {({ copied, copy }) => (
          <Button size="compact-xs" variant="default" ml="xs" onClick={copy}>
            {copied ? props.copied : props.copy}
          </Button>
        )}
      </CopyButton>
    </Alert>
  );
}
