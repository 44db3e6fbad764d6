import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { ShieldCheck, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { get } from "../api/client";
import { useProblemWords } from "../parts/States";
import styles from "./office.module.css";

/** Whether all signatures under commitments, of whatever area, are what was signed and in their order. */
export function ChainCheck() {
  const { t } = useTranslation();
  const words = useProblemWords();
  const check = useMutation({ mutationFn: () => get<{ broken: number | null }>("commitments/chain") });
  const broken = check.data?.broken;
  return (
    <div className={styles.chain}>
      <Button
        icon={<ShieldCheck size={16} aria-hidden="true" />}
        title={t("areas.checkChainHint")}
        loading={check.isPending}
        onClick={() => check.mutate()}
        data-testid="check-chain"
      >
        {t("areas.checkChain")}
      </Button>
      {broken === null && <p role="status">{t("areas.chainHolds")}</p>}
      {broken != null && (
        <p className={styles.failed} role="alert">
          <TriangleAlert size={16} aria-hidden="true" /> {t("areas.chainBroken", { number: broken })}
        </p>
      )}
      {check.isError && (
        <p className={styles.failed} role="alert">
          {words(check.error)}
        </p>
      )}
    </div>
  );
}
