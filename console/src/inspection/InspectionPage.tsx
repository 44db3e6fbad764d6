import { useQuery } from "@tanstack/react-query";
import { FileQuestion } from "lucide-react";
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
import { Report } from "./Report";
import { Walk } from "./Walk";

/** An inspection: while it is a draft the way through the business, and then what was signed. */
export function InspectionPage() {
  const { t } = useTranslation();
  const { id = "" } = useParams();
  const query = useQuery(inspectionQuery(id));
  const inspection = query.data;
  useTitle(inspection ? `${t("inspection.title")} · ${inspection.business.name}` : t("inspection.title"));
  return (
    <>
      <PageHeader
        title={
          <span className={styles.heading}>
            <BackButton />
            <span className={styles.title}>{inspection?.business.name ?? t("inspection.title")}</span>
            {inspection !== undefined && <InspectionMark inspection={inspection} />}
          </span>
        }
      />
      {inspection !== undefined ? (
        inspection.finished_at === null ? (
          <Walk inspection={inspection} />
        ) : (
          <Report inspection={inspection} />
        )
      ) : query.isError ? (
        query.error instanceof ApiError && query.error.status === 404 ? (
          <Notice icon={FileQuestion} title={t("inspection.notFound")} />
        ) : (
          <Failure error={query.error} retry={() => void query.refetch()} />
        )
      ) : (
        <div className={styles.loading}>
          <Skeletons count={2} height="60dvh" />
        </div>
      )}
    </>
  );
}
