import type { Me } from "@belfry/contracts";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect } from "react";
import { SESSION_KEY } from "../api/session.ts";
import { DeskProvider, useDesk } from "../desk/use-desk.tsx";
import { Shell } from "./shell.tsx";

/** All that is there only for somebody who is signed in; a file of its own, so that signing in waits for none of it. */
export default function SignedIn({ me, waiting }: { me: Me; waiting: ReactNode }): ReactNode {
  return (
    <DeskProvider me={me} waiting={waiting}>
      <WhileSignedIn>
        <Shell />
      </WhileSignedIn>
    </DeskProvider>
  );
}

/** When the server says that the session is over, the page asks to sign in again and says why. */
function WhileSignedIn({ children }: { children: ReactNode }): ReactNode {
  const { link } = useDesk();
  const client = useQueryClient();
  useEffect(() => {
    if (link !== "ended") return;
    sessionStorage.setItem("belfry.ended", "1");
    client.setQueryData(SESSION_KEY, null);
  }, [link, client]);
  return children;
}
