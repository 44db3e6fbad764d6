import { useQuery } from "@tanstack/react-query";
import { Button, Segmented } from "antd";
import { ChevronRight, Map as MapIcon } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { ApiError } from "../api/client";
import { useGo } from "../office/search";
import { useHotkeys, useSteps } from "../parts/hotkeys";
import { Failure, Notice, Skeletons } from "../parts/States";
import { useTitle } from "../parts/title";
import { PageHeader } from "../shell/PageHeader";
import { AreaBars } from "./AreaBars";
import { AreaRows } from "./AreaRows";
import { ChangesWaiting } from "./ChangesWaiting";
import { type FiguresAnswer, figuresQuery, PERIODS, type Period } from "./figures";
import { MEASURES, type Measure } from "./measures";
import styles from "./OverviewPage.module.css";
import { Tiles } from "./Tiles";

/** An area in figures, and the areas in it compared; the area, the period and the measure stand in the address. */
export function OverviewPage() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const area = search.get("area");
  const period: Period = PERIODS.find((name) => name === search.get("period")) ?? "quarter";
  const query = useQuery(figuresQuery(area, period));
  useTitle(query.data?.area.name ?? t("overview.title"));
  useSteps();
  const choose = (name: string, value: string) => {
    const to = new URLSearchParams(search);
    to.set(name, value);
    setSearch(to, { replace: true, preventScrollReset: true });
  };
  return (
    <>
      <PageHeader title={query.data?.area.name ?? t("overview.title")}>
        {query.data !== undefined && <Crumbs answer={query.data} />}
        <Segmented<Period>
          className={styles.period ?? ""}
          aria-label={t("overview.period")}
          value={period}
          onChange={(next) => choose("period", next)}
          options={PERIODS.map((value) => ({ value, label: t(`overview.periods.${value}`) }))}
        />
      </PageHeader>
      <div className={styles.waiting}>
        <ChangesWaiting />
      </div>
      {query.data !== undefined ? (
        <Loaded
          answer={query.data}
          stale={query.isPlaceholderData}
          onMeasure={(next) => choose("measure", next)}
        />
      ) : query.isError ? (
        query.error instanceof ApiError && query.error.status === 404 && area === null ? (
          <Notice icon={MapIcon} title={t("areas.emptyTitle")} body={t("areas.emptyBody")}>
            <Link to="/import">
              <Button type="primary" tabIndex={-1}>
                {t("areas.import")}
              </Button>
            </Link>
          </Notice>
        ) : (
          <Failure error={query.error} retry={() => void query.refetch()} />
        )
      ) : (
        <div className={styles.page}>
          <div className={styles.loading}>
            <Skeletons count={8} height={108} />
          </div>
          <Skeletons count={1} height={280} />
        </div>
      )}
    </>
  );
}

function Crumbs({ answer }: { answer: FiguresAnswer }) {
  const { t } = useTranslation();
  const go = useGo();
  return (
    <nav className={styles.crumbs} aria-label={t("areas.above")}>
      {answer.above.map(({ id, name }) => (
        <span key={id}>
          <Link to={go({ area: id })}>{name}</Link>
          <ChevronRight size={13} aria-hidden="true" />
        </span>
      ))}
      <span>{t(`areas.kind.${answer.area.kind}`)}</span>
    </nav>
  );
}

interface LoadedProps {
  answer: FiguresAnswer;
  /** Of another area or period, until the answer is there. */
  stale: boolean;
  onMeasure: (measure: Measure) => void;
}

function Loaded({ answer, stale, onMeasure }: LoadedProps) {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const measure: Measure = MEASURES.find((name) => name === search.get("measure")) ?? "done";
  const step = (by: 1 | -1) =>
    onMeasure(MEASURES[(MEASURES.indexOf(measure) + by + MEASURES.length) % MEASURES.length] ?? measure);
  useHotkeys({ ArrowRight: () => step(1), ArrowLeft: () => step(-1) });
  return (
    <div
      className={styles.page}
      data-stale={stale || undefined}
      data-testid="overview"
      data-area={answer.area.id}
    >
      <Tiles answer={answer} measure={measure} onMeasure={onMeasure} />
      {answer.areas.length > 0 ? (
        <>
          <AreaBars answer={answer} measure={measure} />
          <AreaRows answer={answer} measure={measure} onMeasure={onMeasure} />
        </>
      ) : (
        <p className={styles.last}>{t("overview.last")}</p>
      )}
      <Link className={styles.list} to={`/businesses?area=${answer.area.id}`} data-testid="to-businesses">
        {t("overview.businesses", { count: answer.area.figures.businesses })}
        <ChevronRight size={16} aria-hidden="true" />
      </Link>
    </div>
  );
}
