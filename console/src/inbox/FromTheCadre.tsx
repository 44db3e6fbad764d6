import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { ChevronRight, ClipboardCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { openCapturesQuery } from "../api/captures";
import { inspectionsQuery } from "../api/inspections";
import { Acknowledge } from "../capture/Acknowledge";
import { Count } from "../parts/Count";
import { WAITING } from "../shell/waiting";
import { When } from "../time/When";
import styles from "./FromTheCadre.module.css";

/** What the cadre has captured or signed and the business has not answered; nothing when there is nothing. */
export function FromTheCadre() {
  const { t } = useTranslation();
  const captures = useQuery(openCapturesQuery).data?.items ?? [];
  const inspections =
    useInfiniteQuery(inspectionsQuery(WAITING)).data?.pages.flatMap((page) => page.items) ?? [];
  if (captures.length + inspections.length === 0) return null;
  return (
    <section className={styles.section} aria-labelledby="from-the-cadre">
      <h2 id="from-the-cadre" className={styles.heading}>
        {t("inbox.fromCadre")}
        <Count>{captures.length + inspections.length}</Count>
      </h2>
      <ol className={styles.items} aria-live="polite" aria-relevant="additions">
        {inspections.map((inspection) => (
          <li key={inspection.id}>
            <Link
              className={styles.inspection}
              to={`/inspections/${inspection.id}`}
              data-testid={`inbox-inspection-${inspection.id}`}
              data-step=""
            >
              <ClipboardCheck size={22} strokeWidth={1.75} aria-hidden="true" />
              <span>
                <strong>{t(`inspection.mode.${inspection.mode}`)}</strong>
                <br />
                {t("inspection.found", { count: inspection.problems, name: inspection.inspector.name })}
                {" · "}
                <When at={inspection.finished_at ?? inspection.started_at} />
              </span>
              <ChevronRight className={styles.go} size={18} aria-hidden="true" />
            </Link>
          </li>
        ))}
        {captures.map((capture) => (
          <li key={capture.id} className={styles.capture} data-testid={`inbox-capture-${capture.id}`}>
            <Link className={styles.link} to={`/captures/${capture.id}`} data-step="">
              <img
                className={styles.picture}
                src={capture.picture.url}
                alt={t("capture.of", { camera: capture.camera.name })}
                width={capture.picture.width}
                height={capture.picture.height}
              />
            </Link>
            <div className={styles.text}>
              <h3>{capture.rule === null ? t("capture.plain") : t(`rule.${capture.rule}`)}</h3>
              {capture.note !== "" && <p>{capture.note}</p>}
              <p className={styles.soft}>
                {capture.camera.name} · {t("capture.by", { name: capture.by.name })} ·{" "}
                <When at={capture.captured_at} />
              </p>
              <Acknowledge capture={capture} />
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}
