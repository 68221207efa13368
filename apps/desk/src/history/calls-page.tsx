import type { ReactNode } from "react";
export default function Page({ call }: { call: string | null }): ReactNode {
  return null;
}
