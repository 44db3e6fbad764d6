import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Input, Segmented, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { coverageQuery, type Level } from "../office/api";
import { policyQuery } from "../office/policyApi";
import { DateField } from "../parts/DateField";
import { DialogField, FormDialog } from "../parts/FormDialog";
import { dayInChina } from "../today/days";
import { addCampaign, CAMPAIGNS } from "./api";
import styles from "./CampaignForm.module.css";

const LETTERS = ["A", "B", "C", "D"] as const;
const MODES = ["any", "on_site"] as const;
type Mode = (typeof MODES)[number];

/** Ask for a look at some businesses between two days. */
export function CampaignForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const coverage = useQuery(coverageQuery(null)).data;
  const known = useQuery(policyQuery("business_kinds")).data?.versions[0]?.value.names;
  const today = dayInChina(new Date());
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<string | null>(null);
  const [first, setFirst] = useState(today);
  const [last, setLast] = useState("");
  const [kinds, setKinds] = useState<string[]>([]);
  const [levels, setLevels] = useState<Level[]>([]);
  const [grades, setGrades] = useState<string[]>([]);
  const [mode, setMode] = useState<Mode>("any");
  const area = chosen ?? coverage?.area.id ?? null;
  const areas = coverage === undefined ? [] : [coverage.area, ...coverage.areas];
  const act = useMutation({
    mutationFn: () =>
      addCampaign({
        name: name.trim(),
        area_id: area ?? "",
        first_on: first,
        last_on: last,
        kinds,
        levels,
        grades,
        on_site: mode === "on_site",
      }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: CAMPAIGNS });
      onClose();
    },
  });
  return (
    <FormDialog
      title={t("campaign.add")}
      okText={t("campaign.start")}
      width={640}
      isReady={name.trim() !== "" && area !== null && first !== "" && last !== "" && last >= first}
      act={act}
      onClose={onClose}
    >
      <DialogField name={t("campaign.name")}>
        <Input
          value={name}
          maxLength={200}
          aria-label={t("campaign.name")}
          placeholder={t("campaign.nameHint")}
          onChange={(event) => setName(event.target.value)}
          data-testid="campaign-name"
        />
      </DialogField>
      <div className={styles.two}>
        <DialogField name={t("campaign.area")}>
          <Select
            aria-label={t("campaign.area")}
            showSearch={{ optionFilterProp: "label" }}
            value={area}
            onChange={setChosen}
            options={areas.map((item) => ({ value: item.id, label: item.name }))}
          />
        </DialogField>
        <DialogField name={t("campaign.mode")}>
          <Segmented<Mode>
            block
            aria-label={t("campaign.mode")}
            value={mode}
            onChange={setMode}
            options={MODES.map((value) => ({ value, label: t(`campaign.modes.${value}`) }))}
          />
        </DialogField>
        <DialogField name={t("campaign.first")}>
          <DateField label={t("campaign.first")} value={first} min={today} onChange={setFirst} />
        </DialogField>
        <DialogField name={t("campaign.last")}>
          <DateField label={t("campaign.last")} value={last} min={first} onChange={setLast} />
        </DialogField>
        <DialogField name={t("campaign.levels")}>
          <Select<Level[]>
            mode="multiple"
            aria-label={t("campaign.levels")}
            placeholder={t("campaign.all")}
            value={levels}
            onChange={setLevels}
            options={LETTERS.map((value) => ({ value, label: value }))}
          />
        </DialogField>
        <DialogField name={t("campaign.grades")}>
          <Select<string[]>
            mode="multiple"
            aria-label={t("campaign.grades")}
            placeholder={t("campaign.all")}
            value={grades}
            onChange={setGrades}
            options={LETTERS.map((value) => ({ value, label: value }))}
          />
        </DialogField>
      </div>
      <DialogField name={t("campaign.kinds")}>
        <Select<string[]>
          mode="multiple"
          aria-label={t("campaign.kinds")}
          placeholder={t("campaign.all")}
          value={kinds}
          onChange={setKinds}
          options={(Array.isArray(known) ? known.map(String) : []).map((value) => ({
            value,
            label: value,
          }))}
        />
      </DialogField>
    </FormDialog>
  );
}
