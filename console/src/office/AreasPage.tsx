import { useQuery } from "@tanstack/react-query";
import { Button, Segmented } from "antd";
import { ChevronRight, Map as MapIcon, Upload } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useSearchParams } from "react-router";
import { ApiError } from "../api/client";
import { useUser } from "../api/session";
import { useSteps } from "../parts/hotkeys";
import { Failure, Notice, Skeletons } from "../parts/States";
import { useTitle } from "../parts/title";
import { PageHeader } from "../shell/PageHeader";
import { AreaTable, Figures } from "./Areas";
import { type Coverage, coverageQuery } from "./api";
import { Cadres } from "./Cadres";
import { Changes } from "./Changes";
import { Charges } from "./Charges";
import styles from "./office.module.css";
import { useGo } from "./search";

const TABS = ["businesses", "cadres", "changes"] as const;

/** An area: how far it is covered, what lies in it, and whoever answers for what. */
export function AreasPage() {
  const { t } = useTranslation();
  const [params] = useSearchParams();
  const area = params.get("area");
  const coverage = useQuery(coverageQuery(area));
  useTitle(coverage.data?.area.name ?? t("areas.title"));
  useSteps();

  if (coverage.isPending) {
    return (
      <>
        <PageHeader title={t("areas.title")} />
        <div className={styles.page}>
          <div className={styles.figures}>
            <Skeletons count={4} height={104} />
          </div>
          <Skeletons count={1} height={260} />
        </div>
      </>
    );
  }
  if (coverage.isError && coverage.data === undefined) {
    return (
      <>
        <PageHeader title={t("areas.title")} />
        {coverage.error instanceof ApiError && coverage.error.status === 404 && area === null ? (
          <NoAreas />
        ) : (
          <Failure error={coverage.error} retry={() => void coverage.refetch()} />
        )}
      </>
    );
  }
  return <Loaded coverage={coverage.data} />;
}

function NoAreas() {
  const { t } = useTranslation();
  return (
    <Notice icon={MapIcon} title={t("areas.emptyTitle")} body={t("areas.emptyBody")}>
      <Link to="/import">
        <Button type="primary" tabIndex={-1}>
          {t("areas.import")}
        </Button>
      </Link>
    </Notice>
  );
}

function Loaded({ coverage }: { coverage: Coverage }) {
  const { t } = useTranslation();
  const { role } = useUser();
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const go = useGo();
  const tab = TABS.find((name) => name === params.get("tab")) ?? "businesses";
  const mayAct = role === "office" || role === "admin";
  const area = coverage.area;
  return (
    <>
      <PageHeader title={area.name}>
        <nav className={styles.crumbs} aria-label={t("areas.above")}>
          {coverage.above.map(({ id, name }) => (
            <span key={id}>
              <Link to={`?area=${id}`}>{name}</Link>
              <ChevronRight size={13} aria-hidden="true" />
            </span>
          ))}
          <span>{t(`areas.kind.${area.kind}`)}</span>
        </nav>
        {mayAct && coverage.above.length === 0 && (
          <div className={styles.right}>
            <Link to="/import">
              <Button icon={<Upload size={16} aria-hidden="true" />} tabIndex={-1}>
                {t("areas.import")}
              </Button>
            </Link>
          </div>
        )}
      </PageHeader>
      <div className={styles.page}>
        <Figures area={area} most={coverage.most_businesses} />
        <AreaTable coverage={coverage} />
        <Segmented
          aria-label={t("areas.lists")}
          value={tab}
          onChange={(next) => navigate(go({ tab: next, q: null }), { preventScrollReset: true })}
          options={TABS.map((name) => ({ value: name, label: t(`areas.tab.${name}`) }))}
        />
        {tab === "businesses" && <Charges area={area.id} mayAct={mayAct} />}
        {tab === "cadres" && <Cadres area={area.id} mayAct={mayAct} />}
        {tab === "changes" && <Changes mayAct={mayAct} />}
      </div>
    </>
  );
}
