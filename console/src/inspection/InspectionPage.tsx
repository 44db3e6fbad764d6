import { useQuery } from "@tanstack/react-query";
import { FileQuestion } from "lucide-react";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { ApiError } from "../api/client";
import { inspectionQuery } from "../api/inspections";
import { BackButton } from "../parts/BackButton";
import { Failure, Notice, Skeletons } from "../parts/States";
import { useTitle } from "../parts/title";
import { PageHeader } from "../shell/PageHeader";
import styles from "./InspectionPage.module.css";
import { InspectionMark } from "./Mark";

// Whoever walks on site needs no player, and whoever reads a report none of it.
const Report = lazy(async () => ({ default: (await import("./Report")).Report }));
const RemoteWalk = lazy(async () => ({ default: (await import("./RemoteWalk")).RemoteWalk }));
const OnSiteWalk = lazy(async () => ({ default: (await import("./OnSiteWalk")).OnSiteWalk }));

/** An inspection: while it is a draft the way through the business, and then what was signed. */
export function InspectionPage() {
  const { t } = useTranslation();
  const { id = "" } = useParams();
  const query = useQuery(inspectionQuery(id));
  const inspection = query.data;
  const title = t(inspection ? `inspection.mode.${inspection.mode}` : "inspection.title");
  useTitle(inspection ? `${title} · ${inspection.business.name}` : title);
  return (
    <>
      <PageHeader
        title={
          <span className={styles.heading}>
            <BackButton />
            <span className={styles.title}>{inspection?.business.name ?? title}</span>
            {inspection !== undefined && <InspectionMark inspection={inspection} />}
          </span>
        }
      />
      {inspection !== undefined ? (
        <Suspense fallback={<Loading />}>
          {inspection.finished_at !== null ? (
            <Report inspection={inspection} />
          ) : inspection.mode === "on_site" ? (
            <OnSiteWalk key={inspection.id} inspection={inspection} />
          ) : (
            <RemoteWalk key={inspection.id} inspection={inspection} />
          )}
        </Suspense>
      ) : query.isError ? (
        query.error instanceof ApiError && query.error.status === 404 ? (
          <Notice icon={FileQuestion} title={t("walk.notFound")} />
        ) : (
          <Failure error={query.error} retry={() => void query.refetch()} />
        )
      ) : (
        <Loading />
      )}
    </>
  );
}

function Loading() {
  return (
    <div className={styles.loading}>
      <Skeletons count={2} height="60dvh" />
    </div>
  );
}
