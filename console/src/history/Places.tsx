import { useInfiniteQuery, useQueries } from "@tanstack/react-query";
import { Select } from "antd";
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import { cameraPagesQuery, cameraQuery } from "../api/queries";
import { useUser } from "../api/session";
import { useBusinesses } from "../parts/useBusinesses";
import type { FilterBarProps } from "./FilterBar";
import styles from "./FilterBar.module.css";

/** Any number of businesses and of their cameras. */
export function Places({ filters, onChange }: FilterBarProps) {
  const { t } = useTranslation();
  const isBusiness = useUser().role === "business";
  const [typed, setTyped] = useState("");
  const [wanted, setWanted] = useState("");
  const [business = null, another] = filters.businesses;
  const search = {
    q: useDeferredValue(wanted.trim()),
    business: another === undefined ? business : null,
    awaiting: false,
  };
  const cameras = useInfiniteQuery(cameraPagesQuery(search));
  const businesses = useBusinesses(typed, filters.businesses, !isBusiness);
  const found = cameras.data?.pages[0]?.items ?? [];
  const among = found.filter(
    (camera) => filters.businesses.length === 0 || filters.businesses.includes(camera.business.id),
  );
  const unlisted = filters.cameras.filter((id) => !among.some((camera) => camera.id === id));
  const named = useQueries({ queries: unlisted.map(cameraQuery) }).flatMap(({ data }) => data ?? []);
  const common = {
    mode: "multiple" as const,
    allowClear: true,
    maxTagCount: "responsive" as const,
    className: styles.select ?? "",
  };
  return (
    <>
      {!isBusiness && (
        <Select
          {...common}
          aria-label={t("history.business")}
          placeholder={t("history.business")}
          showSearch={{ filterOption: false, onSearch: setTyped }}
          loading={businesses.isFetching}
          value={filters.businesses}
          onChange={(ids: string[]) => onChange({ ...filters, businesses: ids.toSorted(), cameras: [] })}
          options={businesses.items.map(({ id, name }) => ({ value: id, label: name }))}
        />
      )}
      <Select
        {...common}
        aria-label={t("history.camera")}
        placeholder={t("history.camera")}
        showSearch={{ filterOption: false, onSearch: setWanted }}
        loading={cameras.isFetching}
        value={filters.cameras}
        onChange={(ids: string[]) => onChange({ ...filters, cameras: ids.toSorted() })}
        options={[...named, ...among].map(({ id, name, business }) => ({
          value: id,
          label: isBusiness ? name : `${name} · ${business.name}`,
        }))}
      />
    </>
  );
}
