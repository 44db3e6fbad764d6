import { useInfiniteQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { CameraOff } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { type Capture, capturesQuery } from "../api/captures";
import { countActive, fromSearch, NO_FILTERS, toSearch } from "../api/filters";
import { FilterBar } from "../history/FilterBar";
import { HistoryTabs } from "../history/HistoryTabs";
import { useSteps } from "../parts/hotkeys";
import { Failure, Notice, Skeletons } from "../parts/States";
import { useTitle } from "../parts/title";
import { PageHeader } from "../shell/PageHeader";
import { When } from "../time/When";
import { Acknowledged } from "./Acknowledged";
import styles from "./CapturesPage.module.css";

/** Every capture in scope; filters stand in the address. */
export function CapturesPage() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const filters = { ...fromSearch(search), states: [] };
  const list = useInfiniteQuery(capturesQuery(filters));
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const narrowed = countActive(filters) > 0;
  useTitle(t("capture.title"));
  useSteps();
  return (
    <>
      <PageHeader title={t("history.title")}>
        <HistoryTabs />
      </PageHeader>
      <FilterBar
        filters={filters}
        brief
        onChange={(next) => setSearch(toSearch({ ...next, states: [] }), { preventScrollReset: true })}
      />
      {list.isPending ? (
        <div className={styles.grid}>
          <Skeletons count={8} height={220} />
        </div>
      ) : list.isError && list.data === undefined ? (
        <Failure error={list.error} retry={() => void list.refetch()} />
      ) : items.length === 0 ? (
        <Notice
          icon={CameraOff}
          title={t("capture.emptyTitle")}
          body={t(narrowed ? "history.emptyFiltered" : "capture.emptyBody")}
        >
          {narrowed && <Button onClick={() => setSearch(toSearch(NO_FILTERS))}>{t("history.clear")}</Button>}
        </Notice>
      ) : (
        <>
          <ol className={styles.grid}>
            {items.map((capture) => (
              <CaptureTile key={capture.id} capture={capture} />
            ))}
          </ol>
          {list.hasNextPage && (
            <footer className={styles.footer}>
              <Button
                loading={list.isFetchingNextPage}
                onClick={() => void list.fetchNextPage()}
                data-testid="load-more"
              >
                {t("common.loadMore")}
              </Button>
            </footer>
          )}
        </>
      )}
    </>
  );
}

function CaptureTile({ capture }: { capture: Capture }) {
  const { t } = useTranslation();
  const { picture, business, camera, rule, note, by } = capture;
  return (
    <li className={styles.card} data-testid={`capture-row-${capture.id}`}>
      <img
        className={styles.thumbnail}
        src={picture.url}
        alt=""
        loading="lazy"
        decoding="async"
        width={picture.width}
        height={picture.height}
      />
      <div className={styles.text}>
        <Link className={styles.link} to={`/captures/${capture.id}`} data-step="">
          {rule === null ? t("capture.plain") : t(`rule.${rule}`)}
        </Link>
        <span className={styles.soft}>
          <When at={capture.captured_at} />
        </span>
        <span className={styles.place}>
          {business.name} · {camera.name}
        </span>
        {note !== "" && <span className={styles.note}>{note}</span>}
        <span className={styles.place}>{t("capture.by", { name: by.name })}</span>
        <Acknowledged capture={capture} />
      </div>
    </li>
  );
}
