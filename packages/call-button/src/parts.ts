import { provePart } from "./prove.ts";
import type { VisitDialog } from "./visit/visit.ts";

export async function loadDialog(): Promise<typeof VisitDialog> {
  await provePart("visit");
  return (await import("./visit/visit.ts")).VisitDialog;
}
