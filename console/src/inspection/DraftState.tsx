import { Button } from "antd";
import { useTranslation } from "react-i18next";
import styles from "./DraftState.module.css";
import type { Answering } from "./useAnswering";

/** Whether what was answered is kept; what is not can be sent once more. */
export function DraftState({
  answering: { saving, failed, again },
  saved,
}: {
  answering: Answering;
  saved: string;
}) {
  const { t } = useTranslation();
  return (
    <span className={styles.state} role="status" data-testid="draft-state">
      {saving ? t("walk.saving") : failed ? t("walk.notSaved") : saved}
      {failed && !saving && (
        <Button type="link" size="small" onClick={again}>
          {t("common.retry")}
        </Button>
      )}
    </span>
  );
}
