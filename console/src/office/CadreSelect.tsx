import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import { cadresQuery } from "./api";

interface Props {
  value: string | null;
  onChange: (cadre: string) => void;
  /** Who cannot be chosen. */
  without?: string;
}

/** Choose a cadre by name, with where they work and how much they have already. */
export function CadreSelect({ value, onChange, without }: Props) {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState("");
  const q = useDeferredValue(wanted);
  const found = useQuery(cadresQuery(null, { q }));
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
      data-testid="cadre-select"
    />
  );
}
