import { useMutation, useQuery } from "@tanstack/react-query";
import { Segmented } from "antd";
import { Download, FileSpreadsheet } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { ApiError } from "../api/client";
import { useProblemWords } from "../parts/States";
import { useTitle } from "../parts/title";
import { PageHeader } from "../shell/PageHeader";
import { ImportJob } from "./ImportJob";
import styles from "./ImportPage.module.css";
import { importQuery, isRunning, LISTINGS, startImport } from "./importApi";
import office from "./office.module.css";

/** Lists of the whole city: tried first, then taken in, each time with a report row by row. */
export function ImportPage() {
  const { t } = useTranslation();
  const words = useProblemWords();
  const [params, setParams] = useSearchParams();
  const listing = LISTINGS.find((name) => name === params.get("list")) ?? "areas";
  const [file, setFile] = useState<File | null>(null);
  const [isOver, setOver] = useState(false);
  const [jobId, setJobId] = useState<string | null>(null);
  const job = useQuery({ ...importQuery(jobId ?? ""), enabled: jobId !== null });
  const start = useMutation({
    mutationFn: (given: { file: File; dryRun: boolean }) => startImport(listing, given.file, given.dryRun),
    onSuccess: ({ id }) => setJobId(id),
  });
  useTitle(t("areas.import"));
  const choose = (chosen: File | undefined) => {
    if (chosen === undefined) return;
    setFile(chosen);
    start.mutate({ file: chosen, dryRun: true });
  };
  const busy = start.isPending || (job.data !== undefined && isRunning(job.data));
  return (
    <>
      <PageHeader title={t("areas.import")}>
        <nav className={office.crumbs}>
          <Link to="/areas">{t("areas.title")}</Link>
        </nav>
      </PageHeader>
      <div className={styles.page}>
        <div className={styles.steps}>
          <Segmented
            aria-label={t("imports.what")}
            value={listing}
            disabled={busy}
            onChange={(next) => {
              setFile(null);
              setJobId(null);
              start.reset();
              setParams({ list: next }, { replace: true });
            }}
            options={LISTINGS.map((name, index) => ({
              value: name,
              label: `${index + 1} ${t(`imports.list.${name}`)}`,
            }))}
          />
          <a className={office.link} href={`/api/v1/imports/templates/${listing}`} download>
            <Download size={15} aria-hidden="true" /> {t("imports.template")}
          </a>
        </div>
        <p className={office.soft}>{t(`imports.about.${listing}`)}</p>
        <label
          className={`${styles.drop} ${isOver ? styles.over : ""}`}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={(event) => {
            event.preventDefault();
            setOver(false);
            if (!busy) choose(event.dataTransfer.files[0]);
          }}
        >
          <FileSpreadsheet size={30} strokeWidth={1.4} aria-hidden="true" />
          <strong>{file?.name ?? t("imports.choose")}</strong>
          <span>{t("imports.kinds")}</span>
          <input
            className="sr-only"
            type="file"
            accept=".xlsx,.csv"
            disabled={busy}
            onChange={(event) => {
              choose(event.target.files?.[0]);
              // The same file, mended, can be chosen once more.
              event.target.value = "";
            }}
            data-testid="import-file"
          />
        </label>
        {start.error && (
          <p className={styles.bad} role="alert">
            {start.error instanceof ApiError && start.error.code === "conflict"
              ? t("imports.busy")
              : words(start.error)}
          </p>
        )}
        {job.data && (
          <ImportJob
            job={job.data}
            take={
              file !== null && !busy && job.data.dry_run ? () => start.mutate({ file, dryRun: false }) : null
            }
          />
        )}
      </div>
    </>
  );
}
