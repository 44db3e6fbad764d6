import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Segmented, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { ApiError } from "../api/client";
import { coverageQuery } from "../office/api";
import { DialogField, FormDialog } from "../parts/FormDialog";
import { dayInChina } from "../today/days";
import { BULLETINS, makeBulletin } from "./api";
import styles from "./Forms.module.css";
import { type BulletinKind, KINDS, periodsOver } from "./periods";
import { useDays, usePeriodWords } from "./words";

const OFFERED = 8;

/** Make the draft of a period that is over, of one's area or one directly in it. */
export function MakeForm({ kind: wanted, onClose }: { kind: BulletinKind; onClose: () => void }) {
  const { t } = useTranslation();
  const period = usePeriodWords();
  const days = useDays();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const coverage = useQuery(coverageQuery(null));
  const [kind, setKind] = useState(wanted);
  const [first, setFirst] = useState<string | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const [today] = useState(() => dayInChina(new Date()));
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
    <FormDialog
      title={t("bulletin.make")}
      okText={t("bulletin.makeDraft")}
      isReady={area !== null && day !== null}
      act={act}
      trouble={(error) => error instanceof ApiError && error.code === "conflict" && t("bulletin.there")}
      onClose={onClose}
    >
      <p className={styles.soft}>{t("bulletin.makeBody")}</p>
      <DialogField name={t("overview.area")}>
        <Select
          aria-label={t("overview.area")}
          showSearch={{ optionFilterProp: "label" }}
          loading={coverage.isPending}
          value={area}
          onChange={setChosen}
          options={areas.map(({ id, name }) => ({ value: id, label: name }))}
          data-testid="bulletin-area"
        />
      </DialogField>
      <Segmented<BulletinKind>
        aria-label={t("bulletin.kinds")}
        value={kind}
        onChange={setKind}
        options={KINDS.map((value) => ({ value, label: t(`bulletin.kind.${value}`) }))}
      />
      <DialogField name={t("overview.period")}>
        <Select
          aria-label={t("overview.period")}
          value={day}
          onChange={setFirst}
          options={periods.map((item) => ({
            value: item.first,
            label: `${period(kind, item.first)} · ${days(item.first, item.last)}`,
          }))}
        />
      </DialogField>
    </FormDialog>
  );
}
