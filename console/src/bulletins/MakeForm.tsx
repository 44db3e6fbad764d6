import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Modal, Segmented, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { ApiError } from "../api/client";
import { coverageQuery } from "../office/api";
import { useProblemWords } from "../parts/States";
import { BULLETINS, makeBulletin } from "./api";
import styles from "./Forms.module.css";
import { type BulletinKind, KINDS, periodsOver } from "./periods";
import { useDays, usePeriodWords } from "./words";

const OFFERED = 8;

/** Make the draft of a period that is over, of one's area or one directly in it. */
export function MakeForm({ kind: wanted, onClose }: { kind: BulletinKind; onClose: () => void }) {
  const { t } = useTranslation();
  const words = useProblemWords();
  const period = usePeriodWords();
  const days = useDays();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const coverage = useQuery(coverageQuery(null));
  const [kind, setKind] = useState(wanted);
  const [first, setFirst] = useState<string | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const [today] = useState(() => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10));
  const periods = periodsOver(kind, today, OFFERED);
  const day = periods.some((item) => item.first === first) ? first : (periods[0]?.first ?? null);
  const area = chosen ?? coverage.data?.area.id ?? null;
  const act = useMutation({
    mutationFn: () => makeBulletin(area ?? "", kind, day ?? ""),
    onSuccess: async ({ id }) => {
      await queries.invalidateQueries({ queryKey: BULLETINS });
      await navigate(`/bulletins/${id}`);
    },
  });
  const areas = coverage.data === undefined ? [] : [coverage.data.area, ...coverage.data.areas];
  return (
    <Modal
      open
      title={t("bulletin.make")}
      okText={t("bulletin.makeDraft")}
      cancelText={t("review.cancel")}
      okButtonProps={{ disabled: area === null || day === null, loading: act.isPending }}
      onOk={() => act.mutate()}
      onCancel={onClose}
    >
      <div className={styles.form}>
        <p className={styles.soft}>{t("bulletin.makeBody")}</p>
        <div className={styles.field}>
          <span>{t("overview.area")}</span>
          <Select
            aria-label={t("overview.area")}
            showSearch={{ optionFilterProp: "label" }}
            loading={coverage.isPending}
            value={area}
            onChange={setChosen}
            options={areas.map(({ id, name }) => ({ value: id, label: name }))}
            data-testid="bulletin-area"
          />
        </div>
        <Segmented<BulletinKind>
          aria-label={t("bulletin.kinds")}
          value={kind}
          onChange={setKind}
          options={KINDS.map((value) => ({ value, label: t(`bulletin.kind.${value}`) }))}
        />
        <div className={styles.field}>
          <span>{t("overview.period")}</span>
          <Select
            aria-label={t("overview.period")}
            value={day}
            onChange={setFirst}
            options={periods.map((item) => ({
              value: item.first,
              label: `${period(kind, item.first)} · ${days(item.first, item.last)}`,
            }))}
          />
        </div>
        {act.error && (
          <p className={styles.failed} role="alert">
            {act.error instanceof ApiError && act.error.code === "conflict"
              ? t("bulletin.there")
              : words(act.error)}
          </p>
        )}
      </div>
    </Modal>
  );
}
