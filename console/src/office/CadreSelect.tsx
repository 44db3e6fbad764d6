import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import { candidatesQuery } from "./api";
import styles from "./office.module.css";

interface Props {
  /** Ids of those that the cadre is to answer for. */
  businesses: readonly string[];
  value: string | null;
  onChange: (cadre: string) => void;
  /** Who cannot be chosen. */
  without?: string;
}

/** Choose a cadre by name, with where they work and how much they have already: who fits, the least loaded first. */
export function CadreSelect({ businesses, value, onChange, without }: Props) {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState("");
  const q = useDeferredValue(wanted);
  const found = useQuery(candidatesQuery(businesses, q));
  const most = found.data?.most_businesses ?? Number.POSITIVE_INFINITY;
  return (
    <Select
      showSearch={{ filterOption: false, onSearch: setWanted }}
      aria-label={t("areas.cadre")}
      placeholder={t("areas.chooseCadre")}
      loading={found.isFetching}
      value={value}
      onChange={onChange}
      notFoundContent={t("areas.noCadre")}
      options={(found.data?.items ?? [])
        .filter(({ id }) => id !== without)
        .map((cadre) => ({
          value: cadre.id,
          label: t(cadre.businesses >= most ? "areas.cadreFull" : "areas.cadreOption", {
            name: cadre.name,
            title: cadre.title,
            area: cadre.area,
            count: cadre.businesses,
          }),
        }))}
      popupRender={(menu) => (
        <>
          {menu}
          {found.data !== undefined && found.data.count > found.data.items.length && (
            <p className={styles.more}>
              {t("areas.shownOf", { shown: found.data.items.length, count: found.data.count })}
            </p>
          )}
        </>
      )}
      data-testid="cadre-select"
    />
  );
}
