import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { acknowledgeCapture, type Capture, captureQuery } from "../api/captures";
import { useUser } from "../api/session";
import styles from "./Acknowledge.module.css";

/** Says for the business that it has seen the capture; nothing for anybody else, or once that is said. */
export function Acknowledge({ capture }: { capture: Capture }) {
  const { t } = useTranslation();
  const { role } = useUser();
  const queries = useQueryClient();
  const act = useMutation({
    mutationFn: acknowledgeCapture,
    onSuccess: (changed) => {
      queries.setQueryData(captureQuery(changed.id).queryKey, changed);
      void queries.invalidateQueries({ queryKey: ["captures"] });
    },
  });
  if (role !== "business" || capture.acknowledged_at !== null) return null;
  return (
    <div>
      <Button
        type="primary"
        size="large"
        block
        loading={act.isPending}
        onClick={() => act.mutate(capture.id)}
        data-testid="acknowledge-capture"
      >
        {t("violation.acknowledge")}
      </Button>
      {act.isError && (
        <p className={styles.failed} role="alert">
          {t("inbox.failed")}
        </p>
      )}
    </div>
  );
}
