import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { CircleAlert, CircleCheckBig, Download, UserRoundX } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useLanguage } from "../i18n/language";
import { Undone } from "../parts/States";
import styles from "./ImportPage.module.css";
import { cancelImport, type Fault, type Import, isRunning } from "./importApi";
import office from "./office.module.css";

interface Props {
  job: Import;
  /** Takes in what was tried; null while that cannot be done. */
  take: (() => void) | null;
}

/** How far an import is, and what came of it. */
export function ImportJob({ job, take }: Props) {
  const { t } = useTranslation();
  const cancel = useMutation({ mutationFn: () => cancelImport(job.id) });
  if (isRunning(job)) {
    return (
      <section className={styles.job} aria-live="polite">
        <p>
          {t(job.state === "reading" ? "imports.reading" : "imports.working", {
            done: job.done.toLocaleString(),
            total: job.total.toLocaleString(),
          })}
        </p>
        <progress value={job.total === 0 ? undefined : job.done} max={job.total || 1} />
        <div className={styles.buttons}>
          <Button onClick={() => cancel.mutate()} loading={cancel.isPending}>
            {t("review.cancel")}
          </Button>
        </div>
        <Undone error={cancel.error} />
      </section>
    );
  }
  if (job.report === null) {
    return (
      <section className={styles.job} role="alert">
        <p className={job.state === "failed" ? styles.bad : office.soft}>
          {job.state === "cancelled"
            ? t("imports.cancelled")
            : t("imports.failed", {
                reason: t(`imports.flaw.${job.flaw ?? "other"}`, { names: job.flawed.join(", ") }),
              })}
        </p>
      </section>
    );
  }
  return <Report job={job} report={job.report} take={take} />;
}

function Report({ job, report, take }: Props & { report: NonNullable<Import["report"]> }) {
  const { t } = useTranslation();
  const counts = ["added", "changed", "unchanged", "skipped"] as const;
  return (
    <section className={styles.job} data-testid="import-report" data-dry={job.dry_run}>
      <h2>{t(job.dry_run ? "imports.tried" : "imports.taken", { count: report.rows })}</h2>
      <dl className={styles.counts}>
        {counts.map((name) => (
          <div key={name}>
            <dt>{t(`imports.count.${name}`)}</dt>
            <dd className={name === "skipped" && report.skipped > 0 ? styles.bad : undefined}>
              {report[name].toLocaleString()}
            </dd>
          </div>
        ))}
        {job.listing === "businesses" && (
          <div>
            <dt>{t("imports.count.assigned")}</dt>
            <dd>{report.assigned.toLocaleString()}</dd>
          </div>
        )}
      </dl>
      <div className={styles.buttons}>
        {job.dry_run && report.added + report.changed > 0 && (
          <Button type="primary" disabled={take === null} onClick={() => take?.()} data-testid="import-take">
            {t("imports.take", { count: report.added + report.changed })}
          </Button>
        )}
        {!job.dry_run && (
          <Link to="/areas">
            <Button type="primary" tabIndex={-1}>
              {t("imports.look")}
            </Button>
          </Link>
        )}
        {report.faults_total + report.unfit_total > 0 && (
          <a href={`/api/v1/imports/${job.id}/report.csv`} download>
            <Button icon={<Download size={15} aria-hidden="true" />} tabIndex={-1}>
              {t("imports.download")}
            </Button>
          </a>
        )}
      </div>
      {report.unfit_total > 0 && <Unfit report={report} />}
      {report.faults_total > 0 ? (
        <>
          <p>
            <CircleAlert size={15} aria-hidden="true" />{" "}
            {t("imports.faults", { count: report.faults_total, shown: report.faults.length })}
          </p>
          <Rows faults={report.faults} />
        </>
      ) : report.unfit_total > 0 ? null : (
        <p className={office.soft}>
          <CircleCheckBig size={15} aria-hidden="true" /> {t("imports.noFaults")}
        </p>
      )}
    </section>
  );
}

/** What was taken in and leaves somebody in charge of what they could not be assigned to. */
function Unfit({ report }: { report: NonNullable<Import["report"]> }) {
  const { t } = useTranslation();
  return (
    <section data-testid="import-unfit">
      <p>
        <UserRoundX size={15} aria-hidden="true" /> {t("imports.unfit", { count: report.unfit_total })}{" "}
        <Link className={office.act} to="/areas?tab=businesses&unfit=1">
          {t("imports.lookUnfit")}
        </Link>
      </p>
      <Rows faults={report.unfit} />
    </section>
  );
}

function Rows({ faults }: { faults: Fault[] }) {
  const { t } = useTranslation();
  const [language] = useLanguage();
  const words = language === "en" ? "en" : "zh";
  return (
    <div className={office.tableBox}>
      <table className={office.table}>
        <thead>
          <tr>
            <th>{t("imports.line")}</th>
            <th>{t("imports.column")}</th>
            <th>{t("imports.wrong")}</th>
          </tr>
        </thead>
        <tbody>
          {faults.map((fault) => (
            <tr key={`${fault.line} ${fault.column.en} ${fault.what.en}`}>
              <td>{fault.line}</td>
              <td className={`${office.main} ${office.nowrap}`}>{fault.column[words]}</td>
              <td>{fault.what[words]}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
