import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Input, InputNumber, Segmented, Select } from "antd";
import { X } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import { cadresQuery, coverageQuery } from "../office/api";
import { DateField } from "../parts/DateField";
import { DialogField, FormDialog } from "../parts/FormDialog";
import { dayInChina } from "../today/days";
import { findBusinesses, KINDS, recordTraining, TRAININGS, type TrainingKind } from "./api";
import styles from "./TrainingForm.module.css";

interface Took {
  id: string;
  name: string;
  isBusiness: boolean;
  people: number;
  score: number | null;
  passed: boolean | null;
}

const RESULTS = ["none", "passed", "failed"] as const;
type Result = (typeof RESULTS)[number];
const PASSED: Record<Result, boolean | null> = { none: null, passed: true, failed: false };

/** Record what was held, who took part and with what result. */
export function TrainingForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const coverage = useQuery(coverageQuery(null));
  const [kind, setKind] = useState<TrainingKind>("training");
  const [title, setTitle] = useState("");
  const [chosen, setChosen] = useState<string | null>(null);
  const [day, setDay] = useState(() => dayInChina(new Date()));
  const [note, setNote] = useState("");
  const [took, setTook] = useState<readonly Took[]>([]);
  const area = chosen ?? coverage.data?.area.id ?? null;
  const areas = coverage.data === undefined ? [] : [coverage.data.area, ...coverage.data.areas];
  const untested = kind === "sample_test" && took.some(({ passed }) => passed === null);
  const change = (id: string, by: Partial<Took>) =>
    setTook((items) => items.map((item) => (item.id === id ? { ...item, ...by } : item)));
  const act = useMutation({
    mutationFn: () =>
      recordTraining({
        kind,
        title: title.trim(),
        area_id: area ?? "",
        day,
        note: note.trim(),
        participants: took.map(({ id, isBusiness, people, score, passed }) => ({
          ...(isBusiness ? { business_id: id } : { cadre_id: id }),
          people,
          score,
          passed,
        })),
      }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: TRAININGS });
      onClose();
    },
  });
  return (
    <FormDialog
      title={t("training.record")}
      okText={t("training.save")}
      width={720}
      isReady={title.trim() !== "" && area !== null && day !== "" && !untested}
      act={act}
      onClose={onClose}
    >
      <Segmented<TrainingKind>
        aria-label={t("training.kinds")}
        value={kind}
        onChange={setKind}
        options={KINDS.map((value) => ({ value, label: t(`training.kind.${value}`) }))}
      />
      <DialogField name={t("training.what")}>
        <Input
          value={title}
          maxLength={200}
          aria-label={t("training.what")}
          onChange={(event) => setTitle(event.target.value)}
          data-testid="training-title"
        />
      </DialogField>
      <div className={styles.two}>
        <DialogField name={t("training.heldFor")}>
          <Select
            aria-label={t("training.heldFor")}
            showSearch={{ optionFilterProp: "label" }}
            value={area}
            onChange={setChosen}
            options={areas.map(({ id, name }) => ({ value: id, label: name }))}
          />
        </DialogField>
        <DialogField name={t("training.day")}>
          <DateField label={t("training.day")} value={day} max={dayInChina(new Date())} onChange={setDay} />
        </DialogField>
      </div>
      <Chooser taken={took} onChoose={(item) => setTook((items) => [...items, item])} />
      {took.length > 0 && (
        <ul className={styles.took}>
          {took.map((item) => (
            <li key={item.id}>
              <span className={styles.name}>{item.name}</span>
              {item.isBusiness && (
                <InputNumber<number>
                  min={1}
                  max={10_000}
                  precision={0}
                  suffix={t("training.peopleUnit")}
                  aria-label={t("training.peopleOf", { name: item.name })}
                  value={item.people}
                  onChange={(people) => people !== null && change(item.id, { people })}
                />
              )}
              <InputNumber<number>
                min={0}
                max={100}
                placeholder={t("training.points")}
                aria-label={t("training.scoreOf", { name: item.name })}
                value={item.score}
                onChange={(score) => change(item.id, { score })}
              />
              <Select<Result>
                className={styles.result ?? ""}
                aria-label={t("training.resultOf", { name: item.name })}
                value={item.passed === null ? "none" : item.passed ? "passed" : "failed"}
                onChange={(result) => change(item.id, { passed: PASSED[result] })}
                options={RESULTS.map((value) => ({ value, label: t(`training.result.${value}`) }))}
              />
              <Button
                type="text"
                icon={<X size={16} aria-hidden="true" />}
                aria-label={t("training.without", { name: item.name })}
                onClick={() => setTook((items) => items.filter(({ id }) => id !== item.id))}
              />
            </li>
          ))}
        </ul>
      )}
      {untested && <p className={styles.soft}>{t("training.untested")}</p>}
      <DialogField name={t("training.note")}>
        <Input.TextArea
          value={note}
          maxLength={2000}
          aria-label={t("training.note")}
          autoSize={{ minRows: 2, maxRows: 6 }}
          onChange={(event) => setNote(event.target.value)}
        />
      </DialogField>
    </FormDialog>
  );
}

/** Find a business or a cadre by name and add them. */
function Chooser({ taken, onChoose }: { taken: readonly Took[]; onChoose: (item: Took) => void }) {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState("");
  const q = useDeferredValue(wanted.trim());
  const businesses = useQuery(findBusinesses(q));
  const cadres = useInfiniteQuery(cadresQuery(null, { q }));
  const free = ({ id }: { id: string }) => !taken.some((item) => item.id === id);
  const found = [
    ...(businesses.data ?? []).map(({ id, name, area }) => ({ id, name, area, isBusiness: true })),
    ...(cadres.data?.pages[0]?.items ?? [])
      .slice(0, 20)
      .map(({ id, name, area }) => ({ id, name, area, isBusiness: false })),
  ].filter(free);
  const options = (isBusiness: boolean) =>
    found
      .filter((item) => item.isBusiness === isBusiness)
      .map(({ id, name, area }) => ({ value: id, label: area === "" ? name : `${name} · ${area}` }));
  return (
    <DialogField name={t("training.whoTookPart")}>
      <Select
        aria-label={t("training.whoTookPart")}
        placeholder={t("training.find")}
        showSearch={{ filterOption: false, onSearch: setWanted }}
        value={null}
        loading={businesses.isFetching || cadres.isFetching}
        notFoundContent={t("training.nobody")}
        onChange={(id: string | null) => {
          const item = found.find((one) => one.id === id);
          if (item !== undefined) onChoose({ ...item, people: 1, score: null, passed: null });
        }}
        options={[
          { label: t("training.ofBusinesses"), options: options(true) },
          { label: t("training.ofCadres"), options: options(false) },
        ]}
        data-testid="training-who"
      />
    </DialogField>
  );
}
