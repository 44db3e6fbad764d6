import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { businessesQuery, camerasQuery } from "../api/queries";
import { useUser } from "../api/session";
import type { FilterBarProps } from "./FilterBar";
import styles from "./FilterBar.module.css";

/** Any number of businesses and of their cameras. */
export function Places({ filters, onChange }: FilterBarProps) {
  const { t } = useTranslation();
  const isBusiness = useUser().role === "business";
  const cameras = useQuery(camerasQuery);
  const businesses = useQuery({ ...businessesQuery, enabled: !isBusiness });
  const among = (cameras.data ?? []).filter(
    ({ business }) => filters.businesses.length === 0 || filters.businesses.includes(business.id),
  );
  const common = {
    mode: "multiple" as const,
    allowClear: true,
    maxTagCount: "responsive" as const,
    showSearch: { optionFilterProp: "label" },
    className: styles.select ?? "",
  };
  return (
    <>
      {!isBusiness && (
        <Select
          {...common}
          aria-label={t("history.business")}
          placeholder={t("history.business")}
          loading={businesses.isPending}
          value={filters.businesses}
          onChange={(ids: string[]) => onChange({ ...filters, businesses: ids.toSorted(), cameras: [] })}
          options={businesses.data?.map(({ id, name }) => ({ value: id, label: name })) ?? []}
        />
      )}
      <Select
        {...common}
        aria-label={t("history.camera")}
        placeholder={t("history.camera")}
        loading={cameras.isPending}
        value={filters.cameras}
        onChange={(ids: string[]) => onChange({ ...filters, cameras: ids.toSorted() })}
        options={among.map(({ id, name, business }) => ({
          value: id,
          label: isBusiness ? name : `${name} · ${business.name}`,
        }))}
      />
    </>
  );
}
