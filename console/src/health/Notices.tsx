import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { CircleCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import { acknowledgeHealth, ongoingHealthQuery } from "../api/health";
import type { HealthFinding } from "../api/types";
import { useCameraWords } from "../parts/words";
import { When } from "../time/When";
import { KindMark } from "./HealthMark";
import { KINDS } from "./kinds";
import styles from "./Notices.module.css";
import { useDetailWords } from "./words";

/** What is wrong with the business's own cameras and what to do about it; nothing while all are well. */
export function HealthNotices() {
  const { t } = useTranslation();
  const { data = [] } = useQuery(ongoingHealthQuery);
  if (data.length === 0) return null;
  const items = data.toSorted(
    (a, b) =>
      Number(a.acknowledged_at !== null) - Number(b.acknowledged_at !== null) ||
      KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind),
  );
  return (
    <section className={styles.notices} aria-labelledby="camera-notices">
      <h2 id="camera-notices" className={styles.heading}>
        {t("health.notices")}
        <span className={styles.hint}>{t("health.fixed")}</span>
      </h2>
      <ul className={styles.list}>
        {items.map((finding) => (
          <HealthNotice key={finding.id} finding={finding} />
        ))}
      </ul>
    </section>
  );
}

function HealthNotice({ finding }: { finding: HealthFinding }) {
  const { t } = useTranslation();
  const cameraWords = useCameraWords();
  const detailWords = useDetailWords();
  const queries = useQueryClient();
  const act = useMutation({
    mutationFn: acknowledgeHealth,
    onSuccess: () => queries.invalidateQueries({ queryKey: ["health"] }),
  });
  const { kind, camera, began_at, acknowledged_at, picture_url } = finding;
  const detail = detailWords(finding);
  return (
    <li className={styles.notice} data-testid={`health-notice-${finding.id}`}>
      {picture_url !== null && (
        <img className={styles.picture} src={picture_url} alt="" width={96} height={54} loading="lazy" />
      )}
      <div className={styles.text}>
        <p className={styles.line}>
          <KindMark kind={kind} />
          <span className={styles.camera}>{cameraWords(camera)}</span>
          <span className={styles.age}>
            <When at={began_at} />
          </span>
        </p>
        <p>{t(`health.todo.${kind}`)}</p>
        {detail !== "" && <p className={styles.detail}>{detail}</p>}
        {act.isError && (
          <p className={styles.failed} role="alert">
            {t("health.failed")}
          </p>
        )}
      </div>
      {acknowledged_at === null ? (
        <Button
          loading={act.isPending}
          onClick={() => act.mutate(finding.id)}
          data-testid="acknowledge-health"
        >
          {t("health.acknowledge")}
        </Button>
      ) : (
        <span className={styles.seen}>
          <CircleCheck size={16} aria-hidden="true" />
          {t("health.acknowledge")}
        </span>
      )}
    </li>
  );
}
