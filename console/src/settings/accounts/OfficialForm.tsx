import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { AccountForm } from "../../accounts/AccountForm";
import { addOfficial, OFFICIALS, type Official } from "../../accounts/api";
import { coverageQuery } from "../../office/api";
import styles from "../../office/office.module.css";
import { DialogField } from "../../parts/FormDialog";
import { OneOf } from "../../parts/OneOf";

/** Another person of an office, a regulator or an auditor, for an area and all below it. */
export function OfficialForm({ role: first, onClose }: { role: Official; onClose: () => void }) {
  const { t } = useTranslation();
  const [role, setRole] = useState(first);
  const [chosen, setChosen] = useState<string | null>(null);
  // From the area chosen the tree is open to what it lies in and what lies in it.
  const coverage = useQuery(coverageQuery(chosen));
  const area = chosen ?? coverage.data?.area.id ?? null;
  const areas = coverage.data ? [...coverage.data.above, coverage.data.area, ...coverage.data.areas] : [];
  return (
    <AccountForm
      conflict={t("accounts.taken")}
      isWhole={area !== null}
      add={(given) => addOfficial(role, area ?? "", given)}
      onClose={onClose}
    >
      <OneOf
        label={t("accounts.role")}
        values={OFFICIALS}
        chosen={role}
        words={(value) => t(`role.${value}`)}
        onChange={setRole}
      />
      <DialogField name={t("accounts.area")}>
        <Select
          aria-label={t("accounts.area")}
          showSearch={{ optionFilterProp: "label" }}
          value={area}
          loading={coverage.isFetching}
          onChange={setChosen}
          options={areas.map(({ id, name }) => ({ value: id, label: name }))}
          data-testid="account-area"
        />
        {coverage.isError && (
          <p className={styles.failed} role="alert">
            {t("accounts.noAreas")}
          </p>
        )}
      </DialogField>
    </AccountForm>
  );
}
