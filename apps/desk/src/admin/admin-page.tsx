import type { ReactNode } from "react";
export default function Page({ section }: { section: string }): ReactNode {
  return null;
}
