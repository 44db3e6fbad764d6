import { useQuery } from "@tanstack/react-query";
import { ExternalLink, FileQuestion } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { type Capture, captureQuery } from "../api/captures";
import { ApiError } from "../api/client";
import { MAY_WATCH, useUser } from "../api/session";
import { useLanguage } from "../i18n/language";
import { BackButton } from "../parts/BackButton";
import { CopyButton } from "../parts/CopyButton";
import { Failure, Notice, Skeletons } from "../parts/States";
import { useTitle } from "../parts/title";
import { usePlaceName } from "../parts/words";
import { PageHeader } from "../shell/PageHeader";
import { absoluteTime } from "../time/relative";
import { When } from "../time/When";
import { CameraNow } from "../violation/CameraNow";
import { Acknowledge } from "./Acknowledge";
import { Acknowledged } from "./Acknowledged";
import styles from "./CapturePage.module.css";
import { OpenCase } from "./OpenCase";

/** One capture: the picture, who took it and why, and for the business the one thing it has to do. */
export function CapturePage() {
  const { t } = useTranslation();
  const { id = "" } = useParams();
  const query = useQuery(captureQuery(id));
  const capture = query.data;
  const title = capture?.rule ? t(`rule.${capture.rule}`) : t("capture.plain");
  useTitle(title);
  return (
    <>
      <PageHeader
        title={
          <span className={styles.heading}>
            <BackButton />
            {title}
            {capture !== undefined && <Acknowledged capture={capture} />}
          </span>
        }
      />
      {capture !== undefined ? (
        <Body capture={capture} />
      ) : query.isError ? (
        query.error instanceof ApiError && query.error.status === 404 ? (
          <Notice icon={FileQuestion} title={t("capture.notFound")} />
        ) : (
          <Failure error={query.error} retry={() => void query.refetch()} />
        )
      ) : (
        <div className={styles.body}>
          <Skeletons count={2} height="60dvh" />
        </div>
      )}
    </>
  );
}

function Body({ capture }: { capture: Capture }) {
  const { t } = useTranslation();
  const [language] = useLanguage();
  const { role } = useUser();
  const { picture, business, camera, note, by, captured_at, recorded_at, acknowledged_by } = capture;
  const place = usePlaceName()(camera.place);
  return (
    <article className={styles.body} data-testid="capture-page">
      <figure className={styles.figure}>
        <img
          className={styles.picture}
          src={picture.url}
          width={picture.width}
          height={picture.height}
          alt={t("capture.of", { camera: camera.name })}
          data-testid="capture-image"
        />
        <figcaption className={styles.bar}>
          <a className={styles.open} href={picture.url} target="_blank" rel="noreferrer">
            <ExternalLink size={15} aria-hidden="true" />
            {t("violation.openPicture")} · {picture.width}×{picture.height}
          </a>
        </figcaption>
      </figure>
      <div className={styles.side}>
        {note !== "" && (
          <p className={styles.note} data-testid="capture-note">
            {note}
          </p>
        )}
        <dl className={styles.facts}>
          <dt>{t("violation.where")}</dt>
          <dd>
            <strong>{business.name}</strong>
            <br />
            {camera.name}
            {!camera.name.includes(place) && ` · ${place}`}
          </dd>
          <dt>{t("capture.at")}</dt>
          <dd>
            {absoluteTime(Date.parse(captured_at), language)}
            <br />
            <span className={styles.soft}>
              <When at={captured_at} />
            </span>
          </dd>
          <dt>{t("capture.author")}</dt>
          <dd>
            {by.name}
            <br />
            <span className={styles.soft}>
              {t("capture.recorded", { time: absoluteTime(Date.parse(recorded_at), language) })}
            </span>
          </dd>
          {acknowledged_by !== null && capture.acknowledged_at !== null && (
            <>
              <dt>{t("violation.acknowledged")}</dt>
              <dd>
                {acknowledged_by.name}{" "}
                <span className={styles.soft}>
                  <When at={capture.acknowledged_at} />
                </span>
              </dd>
            </>
          )}
          <dt title={t("violation.keyHint")}>{t("violation.key")}</dt>
          <dd className={styles.key}>
            <code title={picture.key}>{picture.key.slice(0, 16)}…</code>
            <CopyButton text={picture.key} label={t("history.copyKey")} />
          </dd>
        </dl>
        <Acknowledge capture={capture} />
        <OpenCase capture={capture} />
        {MAY_WATCH.includes(role) && <CameraNow cameraId={camera.id} />}
      </div>
    </article>
  );
}
