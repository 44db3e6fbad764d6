import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../api/client";
import { DateField } from "../parts/DateField";
import { useProblemWords } from "../parts/States";
import { ChecklistField } from "./ChecklistField";
import styles from "./PoliciesPage.module.css";
import { PolicyField, useWord } from "./PolicyField";
import { changePolicy, type Document, type Policy, policyQuery } from "./policyApi";

/** The newest version as a form; publishing makes another. */
export function PolicyForm({ policy }: { policy: Policy }) {
  const { t } = useTranslation();
  const word = useWord();
  const words = useProblemWords();
  const queries = useQueryClient();
  const newest = policy.versions[0];
  const [value, setValue] = useState<Document>(newest?.value ?? {});
  const [reason, setReason] = useState("");
  const [day, setDay] = useState("");
  const act = useMutation({
    mutationFn: () =>
      changePolicy(policy.topic, {
        value,
        reason: reason.trim(),
        effective_from: day === "" ? null : new Date(`${day}T00:00`).toISOString(),
        after: newest?.number ?? 0,
      }),
    onSuccess: (changed) => {
      queries.setQueryData(policyQuery(policy.topic).queryKey, changed);
      void queries.invalidateQueries({ queryKey: ["policies"], exact: true });
    },
  });
  const isChanged = JSON.stringify(value) !== JSON.stringify(newest?.value);
  const errors = act.error instanceof ApiError ? act.error.errors : [];
  const defs = policy.form.$defs ?? {};
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        act.mutate();
      }}
    >
      <p className={styles.soft}>{word("field", `about_${policy.topic}`)}</p>
      {Object.entries(policy.form.properties ?? {}).map(([name, schema]) => (
        <div key={name} className={styles.field}>
          <span className={styles.label}>{word("field", name)}</span>
          {policy.topic === "checklists" ? (
            <ChecklistField
              value={value[name] ?? []}
              matters={defs.Matter?.enum ?? []}
              readOnly={!policy.may_change}
              onChange={(next) => setValue({ ...value, [name]: next })}
            />
          ) : (
            <PolicyField
              label={word("field", name)}
              schema={schema}
              defs={defs}
              value={value[name] ?? null}
              readOnly={!policy.may_change}
              onChange={(next) => setValue({ ...value, [name]: next })}
            />
          )}
          {errors
            .filter(({ loc }) => loc[0] === name)
            .map(({ loc, msg }) => (
              <span key={loc.join(".")} className={styles.wrong} role="alert">
                {t("policy.wrong", { what: msg })}
              </span>
            ))}
        </div>
      ))}
      {policy.may_change ? (
        <div className={styles.publish}>
          <div className={styles.field}>
            <span className={styles.label}>{t("policy.reason")}</span>
            <Input
              value={reason}
              maxLength={400}
              aria-label={t("policy.reason")}
              placeholder={t("policy.reasonHint")}
              onChange={(event) => setReason(event.target.value)}
              data-testid="policy-reason"
            />
          </div>
          <div className={styles.field}>
            <span className={styles.label}>{t("policy.startsOn")}</span>
            <DateField
              label={t("policy.startsOn")}
              value={day}
              min={new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)}
              onChange={setDay}
            />
          </div>
          {act.error !== null && errors.filter(({ loc }) => loc.length > 0).length === 0 && (
            <p className={styles.wrong} role="alert">
              {act.error instanceof ApiError && act.error.code === "conflict"
                ? t("policy.conflict")
                : errors.length > 0
                  ? t("policy.wrong", { what: errors.map(({ msg }) => msg).join("; ") })
                  : words(act.error)}
            </p>
          )}
          <div className={styles.buttons}>
            <Button
              type="primary"
              htmlType="submit"
              loading={act.isPending}
              disabled={!isChanged || reason.trim() === ""}
              data-testid="policy-publish"
            >
              {t("policy.publish")}
            </Button>
            {isChanged && (
              <Button type="text" onClick={() => setValue(newest?.value ?? {})}>
                {t("policy.undo")}
              </Button>
            )}
          </div>
        </div>
      ) : (
        <p className={styles.soft}>{t("policy.readOnly")}</p>
      )}
    </form>
  );
}
