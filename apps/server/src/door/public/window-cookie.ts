import { PUBLIC_API } from "@belfry/contracts";
import type { Deps } from "../http/api.ts";

/** Holds the token of the window that came back until our page takes it, which cannot read it otherwise. */
export function windowCookie({ settings }: Pick<Deps, "settings">) {
  const options = {
    path: PUBLIC_API.visitWindow,
    httpOnly: true,
    sameSite: "strict",
    secure: settings.secure,
  } as const;
  return { name: "belfry_visit_window", options };
}
