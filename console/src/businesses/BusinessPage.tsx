import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { FileQuestion, Plus, QrCode, Video } from "lucide-react";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { ApiError } from "../api/client";
import { MAY_WATCH, useUser } from "../api/session";
import { type SupervisedDetail, supervisedOneQuery } from "../api/supervised";
import { loadWords } from "../i18n/language";
import { StartEither } from "../inspection/StartEither";
import { BackButton } from "../parts/BackButton";
import { useSteps } from "../parts/hotkeys";
import { Failure, Notice, Skeletons } from "../parts/States";
import { useTitle } from "../parts/title";
import { DueChecks } from "../selfchecks/DueChecks";
import { PageHeader } from "../shell/PageHeader";
import styles from "./BusinessPage.module.css";
import { CamerasNow } from "./CamerasNow";
import { LastInspections } from "./LastInspections";
import { OpenCases } from "./OpenCases";
import { Responsible } from "./Responsible";
import { RiskCard } from "./RiskCard";
import { TasksNow } from "./TasksNow";

// Only those who make accounts need it, and its words.
const Accounts = lazy(async () => {
  const [{ Accounts }] = await Promise.all([import("./Accounts"), loadWords("setup")]);
  return { default: Accounts };
});

/** One business as a cadre or an office sees it. */
export function BusinessPage() {
  const { id = "" } = useParams();
  return <Business key={id} id={id} />;
}

/** The same for the business itself: its own page. */
export function OwnBusinessPage() {
  const { business } = useUser();
  return business === null ? null : <Business id={business.id} />;
}

function Business({ id }: { id: string }) {
  const { t } = useTranslation();
  const { role } = useUser();
  const isOwn = role === "business";
  const query = useQuery(supervisedOneQuery(id));
  const business = query.data;
  useTitle(business?.name ?? t("businesses.one"));
  useSteps();
  return (
    <>
      <PageHeader
        title={
          <span className={styles.heading}>
            {!isOwn && <BackButton />}
            {business?.name ?? t("businesses.one")}
          </span>
        }
      >
        {business !== undefined && <Actions business={business} />}
      </PageHeader>
      {business !== undefined ? (
        <Parts business={business} isOwn={isOwn} />
      ) : query.isError ? (
        query.error instanceof ApiError && query.error.status === 404 ? (
          <Notice icon={FileQuestion} title={t("businesses.notFound")} />
        ) : (
          <Failure error={query.error} retry={() => void query.refetch()} />
        )
      ) : (
        <div className={styles.page}>
          <Skeletons count={3} height={200} />
        </div>
      )}
    </>
  );
}

function Actions({ business }: { business: SupervisedDetail }) {
  const { t } = useTranslation();
  const { role } = useUser();
  return (
    <div className={styles.actions}>
      <Link to={`/tip-code/${business.id}`}>
        <Button icon={<QrCode size={16} aria-hidden="true" />} tabIndex={-1} data-testid="to-tip-code">
          {t("tip.code")}
        </Button>
      </Link>
      {MAY_WATCH.includes(role) && (
        <Link to={`/wall?business_id=${business.id}`}>
          <Button icon={<Video size={16} aria-hidden="true" />} tabIndex={-1}>
            {t("today.watch")}
          </Button>
        </Link>
      )}
      {role !== "auditor" && role !== "admin" && (
        <Link to={`/cases/new?business=${business.id}`}>
          <Button icon={<Plus size={16} aria-hidden="true" />} tabIndex={-1} data-testid="report">
            {t(role === "business" ? "case.reportOwn" : "case.report")}
          </Button>
        </Link>
      )}
      {role === "cadre" && <StartEither businessId={business.id} />}
    </div>
  );
}

function Parts({ business, isOwn }: { business: SupervisedDetail; isOwn: boolean }) {
  const { role } = useUser();
  return (
    <div className={styles.page} data-testid="business-page">
      <div className={styles.column}>
        <OpenCases business={business} />
        {isOwn && (
          <div className={styles.checks}>
            <DueChecks />
          </div>
        )}
        <CamerasNow businessId={business.id} />
        <TasksNow businessId={business.id} />
      </div>
      <div className={styles.column}>
        <RiskCard business={business} />
        <LastInspections businessId={business.id} />
        <Responsible business={business} />
        {(role === "office" || role === "admin") && (
          <Suspense>
            <Accounts businessId={business.id} />
          </Suspense>
        )}
      </div>
    </div>
  );
}
