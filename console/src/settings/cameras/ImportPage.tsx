import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, Button } from "antd";
import {
  CircleCheck,
  CircleDashed,
  CirclePlus,
  CircleX,
  Download,
  FileSpreadsheet,
  RefreshCw,
} from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../../api/client";
import { camerasQuery } from "../../api/queries";
import { type ImportReport, type ImportRow, importCameras } from "../../api/settings";
import { useLanguage } from "../../i18n/language";
import { useTitle } from "../../parts/title";
import { Back } from "../Back";
import { useSettingProblem } from "../problems";
import styles from "./ImportPage.module.css";

const ICONS = { created: CirclePlus, updated: RefreshCw, unchanged: CircleDashed, refused: CircleX } as const;
const FILE_PROBLEMS = ["not_a_table", "no_header", "too_many_rows"] as const;

/** Many cameras from one file: first checked row by row, then taken. */
export function ImportPage() {
  const { t } = useTranslation();
  const [language] = useLanguage();
  const problem = useSettingProblem();
  const queries = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File | null>(null);
  const check = useMutation({ mutationFn: (given: File) => importCameras(given, true) });
  const take = useMutation({
    mutationFn: (given: File) => importCameras(given, false),
    onSuccess: () => void queries.invalidateQueries({ queryKey: camerasQuery.queryKey }),
  });
  useTitle(t("settings.importTitle"));
  const choose = (given: File | undefined) => {
    if (given === undefined) return;
    setFile(given);
    take.reset();
    check.mutate(given);
  };
  const report = take.data ?? check.data;
  const due =
    report?.rows.filter(({ outcome }) => outcome === "created" || outcome === "updated").length ?? 0;
  const failure = take.error ?? check.error;
  const lang = language === "en" ? "en" : "zh";
  return (
    <>
      <Back to="/settings/cameras" title={t("settings.importTitle")}>
        <span className={styles.templates}>
          {(["xlsx", "csv"] as const).map((format) => (
            <a key={format} href={`/api/v1/cameras/import/template?format=${format}&lang=${lang}`} download>
              <Download size={15} aria-hidden="true" />
              {t("settings.template")} .{format}
            </a>
          ))}
        </span>
      </Back>
      <p className={styles.lead}>{t("settings.importLead")}</p>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping a file is a short cut for the button */}
      <div
        className={styles.drop}
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          choose(event.dataTransfer.files[0]);
        }}
      >
        <FileSpreadsheet size={26} strokeWidth={1.5} aria-hidden="true" />
        <Button type={report === undefined ? "primary" : "default"} onClick={() => input.current?.click()}>
          {t(file === null ? "settings.chooseFile" : "settings.anotherFile")}
        </Button>
        <span>{file?.name ?? t("settings.dropFile")}</span>
        <input
          ref={input}
          type="file"
          hidden
          accept=".xlsx,.csv"
          data-testid="import-file"
          onChange={(event) => {
            choose(event.target.files?.[0]);
            event.target.value = "";
          }}
        />
      </div>
      {check.isPending && (
        <p className={styles.lead} role="status">
          {t("settings.checking")}
        </p>
      )}
      {failure !== null && (
        <Alert type="error" showIcon title={fileProblem(failure)} data-testid="import-failure" />
      )}
      {report !== undefined && (
        <section className={styles.report} data-testid="import-report" data-dry={take.data === undefined}>
          <header className={styles.head}>
            <h2>
              {take.data !== undefined && <CircleCheck size={18} aria-hidden="true" />}
              {t(take.data === undefined ? "settings.checked" : "settings.imported")}
            </h2>
            <Counts report={report} />
            {take.data === undefined && (
              <Button
                type="primary"
                disabled={due === 0 || file === null}
                loading={take.isPending}
                onClick={() => file !== null && take.mutate(file)}
                data-testid="import-take"
              >
                {t("settings.importRows", { count: due })}
              </Button>
            )}
          </header>
          <div className={styles.scroll}>
            <table className={styles.table}>
              <thead>
                <tr>
                  <th>{t("settings.line")}</th>
                  <th>{t("settings.field.business")}</th>
                  <th>{t("settings.field.name")}</th>
                  <th>{t("settings.what")}</th>
                  <th>{t("settings.why")}</th>
                </tr>
              </thead>
              <tbody>
                {report.rows.map((row) => (
                  <Row key={row.line} row={row} />
                ))}
              </tbody>
            </table>
          </div>
        </section>
      )}
    </>
  );

  function fileProblem(error: unknown): string {
    const code = error instanceof ApiError ? FILE_PROBLEMS.find((item) => item === error.code) : undefined;
    return code === undefined ? problem(error) : t(`settings.fileProblem.${code}`);
  }
}

function Counts({ report }: { report: ImportReport }) {
  const { t } = useTranslation();
  const outcomes = ["created", "updated", "unchanged", "refused"] as const;
  return (
    <ul className={styles.counts}>
      {outcomes.map((outcome) => {
        const count = report.rows.filter((row) => row.outcome === outcome).length;
        return (
          count > 0 && (
            <li key={outcome} data-outcome={outcome}>
              {t(`settings.outcome.${outcome}`)} {count}
            </li>
          )
        );
      })}
    </ul>
  );
}

function Row({ row }: { row: ImportRow }) {
  const { t } = useTranslation();
  const Icon = ICONS[row.outcome];
  return (
    <tr data-outcome={row.outcome}>
      <td>{row.line}</td>
      <td>{row.business}</td>
      <td>{row.name}</td>
      <td>
        <span className={styles.outcome}>
          <Icon size={15} aria-hidden="true" />
          {t(`settings.outcome.${row.outcome}`)}
        </span>
      </td>
      <td>
        {row.problems
          .map(({ code, column, line }) =>
            t(`settings.rowProblem.${code}`, {
              column: column === null ? "" : t(`settings.field.${column}`),
              line: line ?? 0,
            }),
          )
          .join(" · ")}
      </td>
    </tr>
  );
}
