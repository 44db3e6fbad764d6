import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, Segmented } from "antd";
import { ArrowUp, LayoutGrid, List as ListIcon, SearchX } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { countActive, type Filters, fromSearch, NO_FILTERS, toSearch } from "../api/filters";
import { flatten } from "../api/lists";
import { violationsQuery } from "../api/queries";
import { useSteps } from "../parts/hotkeys";
import { remember, remembered } from "../parts/memory";
import { Failure, Notice, Skeletons } from "../parts/States";
import { useTitle } from "../parts/title";
import { PageHeader } from "../shell/PageHeader";
import { useWaiting } from "../shell/waiting";
import { FilterBar } from "./FilterBar";
import styles from "./HistoryPage.module.css";
import { HistoryTabs } from "./HistoryTabs";
import { Grid, List } from "./Rows";
import { useNews } from "./useNews";

const VIEWS = ["list", "grid"] as const;
type View = (typeof VIEWS)[number];

/** Every violation in scope; filters and view stand in the address. */
export function HistoryPage() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const filters = fromSearch(search);
  const view: View = VIEWS.find((name) => name === search.get("view")) ?? remembered("view", VIEWS) ?? "list";
  useTitle(t("history.title"), useWaiting());
  useSteps();

  const go = (next: Filters, nextView: View) => {
    const to = toSearch(next);
    to.set("view", nextView);
    setSearch(to, { preventScrollReset: true });
  };
  return (
    <>
      <PageHeader title={t("history.title")}>
        <HistoryTabs />
        <Segmented<View>
          className={styles.view ?? ""}
          aria-label={t("history.view")}
          value={view}
          onChange={(next) => {
            remember("view", next);
            go(filters, next);
          }}
          options={[
            {
              value: "list",
              icon: <ListIcon size={16} aria-hidden="true" />,
              label: t("history.list"),
            },
            {
              value: "grid",
              icon: <LayoutGrid size={16} aria-hidden="true" />,
              label: t("history.grid"),
            },
          ]}
        />
      </PageHeader>
      <FilterBar filters={filters} onChange={(next) => go(next, view)} />
      <Results
        key={`${toSearch(filters)}`}
        filters={filters}
        view={view}
        onClear={() => go(NO_FILTERS, view)}
      />
    </>
  );
}

interface ResultsProps {
  filters: Filters;
  view: View;
  onClear: () => void;
}

function Results({ filters, view, onClear }: ResultsProps) {
  const { t } = useTranslation();
  const list = useInfiniteQuery(violationsQuery(filters, "still"));
  const [news, forgetNews] = useNews(filters);
  const items = flatten(list.data);
  const search = `${toSearch(filters)}`;
  const Rows = view === "grid" ? Grid : List;

  if (list.isPending) {
    return (
      <div className={view === "grid" ? styles.skeletonGrid : styles.skeletonList}>
        <Skeletons count={8} height={view === "grid" ? 220 : 66} />
      </div>
    );
  }
  if (list.isError && list.data === undefined) {
    return <Failure error={list.error} retry={() => void list.refetch()} />;
  }
  return (
    <div className={styles.results}>
      {news > 0 && (
        <Button
          className={styles.news ?? ""}
          type="primary"
          shape="round"
          icon={<ArrowUp size={16} aria-hidden="true" />}
          loading={list.isRefetching}
          onClick={async () => {
            await list.refetch();
            forgetNews();
            scrollTo({ top: 0 });
          }}
        >
          {t("history.fresh", { count: news })}
        </Button>
      )}
      {items.length === 0 ? (
        <Notice
          icon={SearchX}
          title={t("history.emptyTitle")}
          body={t(countActive(filters) > 0 ? "history.emptyFiltered" : "history.emptyNone")}
        >
          {countActive(filters) > 0 && <Button onClick={onClear}>{t("history.clear")}</Button>}
        </Notice>
      ) : (
        <>
          <Rows violations={items} search={search} />
          <footer className={styles.footer}>
            <span role="status">
              {t(list.hasNextPage ? "history.shown" : "history.shownAll", { count: items.length })}
            </span>
            {list.isFetchNextPageError && <span role="alert">{t("error.other")}</span>}
            {list.hasNextPage && (
              <Button
                loading={list.isFetchingNextPage}
                onClick={() => void list.fetchNextPage()}
                data-testid="load-more"
              >
                {t(list.isFetchNextPageError ? "common.retry" : "common.loadMore")}
              </Button>
            )}
          </footer>
        </>
      )}
    </div>
  );
}
