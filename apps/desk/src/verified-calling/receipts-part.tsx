import { API, type ErasureReceipt, erasureReceiptPage } from "@belfry/contracts";
import { Button, Code } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { failureOf, get, query } from "../api/client.ts";
import { formatDateTime } from "../i18n/format.ts";
import { Empty } from "../parts/empty.tsx";
import { Refusal } from "../parts/refusal.tsx";

function useReceipts() {
  const found = useInfiniteQuery({
    queryKey: [API.erasureReceipts],
    queryFn: ({ pageParam }) =>
      get(`${API.erasureReceipts}${query({ limit: 50, cursor: pageParam })}`, erasureReceiptPage),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
  });
  const pages = found.data?.pages ?? [];
  return { ...found, receipts: pages.flatMap((one) => one.items), head: pages[0]?.head ?? null };
}

/** Proofs that something was forgotten. */
export function ReceiptsPart(): ReactNode {
  const { t } = useTranslation("admin");
  const { t: common } = useTranslation();
  const { receipts, head, ...found } = useReceipts();
  return (
    <>
      <h1 className="section">{t("verifiedCalling.receipts")}</h1>
      <p className="dim section">{t("receipts.explanation")}</p>
      <Refusal failure={found.isError ? failureOf(found.error) : null} />
      {found.isSuccess && head === null && <Empty title={t("receipts.empty")} text={t("receipts.emptyText")} />}
      {head !== null && (
        <>
          <p className="section">
            <Button component="a" href={`${API.erasureReceipts}/file`} download size="sm">
              {t("receipts.download")}
            </Button>
          </p>
          <div className="section">
            <div>{t("receipts.head", { number: head.number })}</div>
            <Code style={{ overflowWrap: "anywhere" }}>{head.hash}</Code>
            <div className="dim small">{t("receipts.headHint")}</div>
          </div>
          <ul className="rows box">
            {receipts.map((receipt) => (
              <Receipt key={receipt.number} receipt={receipt} />
            ))}
          </ul>
          {found.hasNextPage && (
            <Button
              variant="default"
              mt="sm"
              loading={found.isFetchingNextPage}
              onClick={() => void found.fetchNextPage()}
            >
              {common("common.more")}
            </Button>
          )}
        </>
      )}
    </>
  );
}

function Receipt({ receipt }: { receipt: ErasureReceipt }): ReactNode {
  const { t, i18n } = useTranslation("admin");
  const { number, learnedAt, erasedAt, why } = receipt;
  const facts = [
    t("receipts.learned", { when: formatDateTime(learnedAt, i18n.language) }),
    t(`receipts.why.${why}`),
    t("receipts.number", { number }),
  ];
  return (
    <li className="row receipt">
      <div className="row-main">
        <div className="row-title">{t("receipts.erased", { when: formatDateTime(erasedAt, i18n.language) })}</div>
        <Kinds kinds={receipt.kinds} />
        <div className="dim small">{facts.join(" · ")}</div>
      </div>
    </li>
  );
}

function Kinds({ kinds }: Pick<ErasureReceipt, "kinds">): ReactNode {
  const { t } = useTranslation("admin");
  const { t: desk } = useTranslation("desk");
  const words = kinds.map(({ kind, tags = [], count }) => {
    const name = t(`receipts.kinds.${kind}`);
    const what = [...tags.map((tag) => desk(`attribute.${tag}`)), ...(count === undefined ? [] : [String(count)])];
    return what.length === 0 ? name : `${name} (${what.join(", ")})`;
  });
  return <div>{words.join(", ")}</div>;
}
