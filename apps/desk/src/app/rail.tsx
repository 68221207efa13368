import { IconActivity, IconBuilding, IconHistory, IconPhone, IconSettings } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { PageName } from "./pages.ts";

export const PAGE_ICONS = {
  phone: IconPhone,
  live: IconActivity,
  calls: IconHistory,
  admin: IconSettings,
  organisations: IconBuilding,
} as const satisfies Record<PageName, unknown>;

export function Rail({ current, pages }: { current: string; pages: readonly PageName[] }): ReactNode {
  const { t } = useTranslation();
  return (
    <nav className="rail" aria-label={t("nav.label")}>
      {pages.map((page) => {
        const Icon = PAGE_ICONS[page];
        return (
          <a key={page} className="rail-link" href={`#/${page}`} aria-current={page === current ? "page" : undefined}>
            <Icon size={20} aria-hidden stroke={1.6} />
            {t(`nav.${page}`)}
          </a>
        );
      })}
    </nav>
  );
}
