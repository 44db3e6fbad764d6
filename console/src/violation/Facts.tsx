import { Button } from "antd";
import { CircleCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useUser } from "../api/session";
import type { Violation } from "../api/types";
import { useLanguage } from "../i18n/language";
import { CopyButton } from "../parts/CopyButton";
import { usePlaceName } from "../parts/words";
import { useNow } from "../time/clock";
import { clockTime } from "../time/relative";
import { Lasting, When } from "../time/When";
import { ActionHint } from "./ActionHint";
import styles from "./Facts.module.css";
import { ReviewForm } from "./ReviewForm";
import { useAcknowledge } from "./useAcknowledge";

/** Where, when, how long; and for the business the one thing it has to do. */
export function Facts({ violation }: { violation: Violation }) {
  const { t } = useTranslation();
  const [language] = useLanguage();
  const now = useNow();
  const { camera, business, original } = violation;
  const place = usePlaceName()(camera.place);
  return (
    <section>
      <dl className={styles.facts}>
        <dt>{t("violation.where")}</dt>
        <dd>
          <span className={styles.strong} data-testid="violation-business">
            {business.name}
          </span>
          <br />
          <span data-testid="violation-camera">{camera.name}</span>
          {!camera.name.includes(place) && ` · ${place}`}
        </dd>
        <dt>{t("violation.when")}</dt>
        <dd>
          <span className={styles.strong}>{clockTime(Date.parse(violation.started_at), now, language)}</span>{" "}
          <span className={styles.soft}>
            <When at={violation.started_at} testId="violation-started" />
          </span>
        </dd>
        <dt>{t("violation.lasted")}</dt>
        <dd>
          <Lasting from={violation.started_at} to={violation.ended_at} />
          {violation.ended_at === null && <span className={styles.soft}> · {t("state.ongoing")}</span>}
        </dd>
        <dt title={t("violation.keyHint")}>{t("violation.key")}</dt>
        <dd className={styles.key}>
          <code title={original.key}>{original.key.slice(0, 16)}…</code>
          <CopyButton text={original.key} label={t("history.copyKey")} />
        </dd>
      </dl>
      <Acknowledgement violation={violation} />
      <ReviewForm key={violation.id} violation={violation} />
    </section>
  );
}

function Acknowledgement({ violation }: { violation: Violation }) {
  const { t } = useTranslation();
  const { role } = useUser();
  const act = useAcknowledge();
  if (role !== "business") return null;
  if (violation.state === "acknowledged") {
    return (
      <p className={styles.done} role="status">
        <CircleCheck size={18} aria-hidden="true" />
        {t("violation.acknowledgedDone")}
        {violation.acknowledged_at !== null && (
          <span className={styles.soft}>
            <When at={violation.acknowledged_at} />
          </span>
        )}
      </p>
    );
  }
  return (
    <div className={styles.act}>
      <Button
        type="primary"
        size="large"
        block
        loading={act.isPending}
        onClick={() => act.mutate(violation.id)}
        data-testid="acknowledge"
      >
        {t("violation.acknowledge")}
      </Button>
      <ActionHint hint={t("violation.acknowledgeHint")} failure={act.isError ? t("inbox.failed") : null} />
    </div>
  );
}
