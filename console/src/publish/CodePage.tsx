import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Popconfirm } from "antd";
import { QrCode, Smartphone, VideoOff } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { camerasQuery } from "../api/queries";
import type { Camera } from "../api/types";
import { useCamera } from "../api/useCamera";
import { useLanguage } from "../i18n/language";
import { useFollow } from "../live/context";
import { LivePicture, useLiveView } from "../live/LivePicture";
import { CopyButton } from "../parts/CopyButton";
import { Failure, Notice, Skeletons, useProblemWords } from "../parts/States";
import { useTitle } from "../parts/title";
import { PageHeader } from "../shell/PageHeader";
import { useNow } from "../time/clock";
import { clockTime } from "../time/relative";
import { When } from "../time/When";
import styles from "./CodePage.module.css";
import { makeCode, type PublishCode, type PublishRight, rightsQuery, withdraw } from "./codes";
import { stopwatch } from "./duration";

/** Where a business or an administrator lets a phone be one of their cameras: a code to scan, and who is on air. */
export function CodePage() {
  const { t } = useTranslation();
  const { id = "" } = useParams();
  const cameras = useQuery(camerasQuery);
  const camera = useCamera(id);
  useTitle(!camera ? t("codes.title") : `${t("codes.title")} · ${camera.name}`);
  return (
    <>
      <PageHeader title={t("codes.title")}>
        {camera && (
          <p className={styles.where}>
            {camera.business.name} · {camera.name}
          </p>
        )}
      </PageHeader>
      {camera === undefined && !cameras.isError ? (
        <div className={styles.columns}>
          <Skeletons count={2} height={320} />
        </div>
      ) : camera === undefined ? (
        <Failure error={cameras.error} retry={() => void cameras.refetch()} />
      ) : camera === null || camera.kind !== "whip" ? (
        <Notice icon={VideoOff} title={t("codes.none")} body={t("codes.noneBody")} />
      ) : (
        <div className={styles.columns} key={camera.id}>
          <Codes camera={camera} />
          <OnAir camera={camera} />
        </div>
      )}
    </>
  );
}

function Codes({ camera }: { camera: Camera }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const problem = useProblemWords();
  const made = useMutation({
    mutationFn: async (before: string | undefined) => {
      const code = await makeCode(camera.id);
      // Whoever has photographed the code before has got nothing.
      if (before !== undefined) await withdraw(camera.id, before);
      return code;
    },
    onSuccess: () => queries.invalidateQueries(rightsQuery(camera.id)),
  });
  const rights = useQuery(rightsQuery(camera.id));
  const scanned = rights.data?.some(({ id, used_at }) => id === made.data?.id && used_at !== null);
  return (
    <section aria-labelledby="code" className={styles.card}>
      <h2 id="code">{t("codes.scan")}</h2>
      {made.data === undefined || scanned ? (
        <div className={styles.empty}>
          <QrCode size={56} strokeWidth={1.25} aria-hidden="true" />
          <p>{scanned ? t("codes.scanned") : t("codes.lead")}</p>
        </div>
      ) : (
        <Code code={made.data} />
      )}
      <Button
        type={made.data === undefined || scanned ? "primary" : "default"}
        size="large"
        loading={made.isPending}
        onClick={() => made.mutate(scanned ? undefined : made.data?.id)}
        data-testid="make-code"
      >
        {made.data === undefined ? t("codes.make") : t("codes.another")}
      </Button>
      {made.isError && <p role="alert">{problem(made.error)}</p>}
      <Warning />
      <ol className={styles.steps}>
        <li>{t("codes.step1")}</li>
        <li>{t("codes.step2")}</li>
        <li>{t("codes.step3")}</li>
      </ol>
    </section>
  );
}

function Code({ code }: { code: PublishCode }) {
  const { t } = useTranslation();
  const left = Date.parse(code.expires_at) - useNow("second");
  return (
    <div className={styles.code} data-expired={left <= 0}>
      <img src={code.qr} alt={t("codes.alt")} width={248} height={248} data-testid="qr" data-url={code.url} />
      {left > 0 ? (
        <p>
          {t("codes.left", { time: stopwatch(left) })}
          <CopyButton text={code.url} label={t("codes.copy")} />
        </p>
      ) : (
        <p role="status">{t("codes.expired")}</p>
      )}
    </div>
  );
}

/** A phone cannot open every address that this browser can. */
function Warning() {
  const { t } = useTranslation();
  const local = ["localhost", "127.0.0.1", "[::1]"].includes(location.hostname);
  if (!local && location.protocol === "https:") return null;
  return <p className={styles.warning}>{local ? t("codes.local") : t("codes.insecure")}</p>;
}

function OnAir({ camera }: { camera: Camera }) {
  const { t } = useTranslation();
  const view = useLiveView(camera, true);
  useFollow([camera.id], true);
  const rights = useQuery(rightsQuery(camera.id));
  return (
    <section aria-labelledby="now" className={styles.card}>
      <h2 id="now">{t("codes.now")}</h2>
      <div className={styles.picture}>
        <LivePicture camera={camera} view={view} boxes />
      </div>
      <h2>{t("codes.rights")}</h2>
      {rights.isPending ? (
        <Skeletons count={1} height={56} />
      ) : rights.isError && rights.data === undefined ? (
        <Failure error={rights.error} retry={() => void rights.refetch()} />
      ) : rights.data.length === 0 ? (
        <p className={styles.nobody}>{t("codes.nobody")}</p>
      ) : (
        <ul className={styles.rights}>
          {rights.data.map((right) => (
            <Right key={right.id} cameraId={camera.id} right={right} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Right({ cameraId, right }: { cameraId: string; right: PublishRight }) {
  const { t } = useTranslation();
  const [language] = useLanguage();
  const now = useNow();
  const queries = useQueryClient();
  const ending = useMutation({
    mutationFn: () => withdraw(cameraId, right.id),
    onSettled: () => queries.invalidateQueries(rightsQuery(cameraId)),
  });
  const state = right.on_air ? "onAir" : right.used_at === null ? "waiting" : "away";
  return (
    <li className={styles.right} data-state={state} data-testid={`right-${state}`}>
      <Smartphone size={20} strokeWidth={1.75} aria-hidden="true" />
      <div>
        <p className={styles.state}>{t(`codes.state.${state}`)}</p>
        <p className={styles.facts}>
          {t("codes.by", { name: right.by })} · <When at={right.created_at} />
          {right.ends_at !== null && (
            <> · {t("codes.until", { time: clockTime(Date.parse(right.ends_at), now, language) })}</>
          )}
        </p>
      </div>
      <Popconfirm
        title={t("codes.endTitle")}
        description={right.on_air ? t("codes.endBody") : undefined}
        okText={t("codes.end")}
        cancelText={t("review.cancel")}
        onConfirm={() => ending.mutate()}
      >
        <Button loading={ending.isPending} data-testid="end-right">
          {t("codes.end")}
        </Button>
      </Popconfirm>
    </li>
  );
}
