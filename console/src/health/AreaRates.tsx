import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { areaRatesQuery } from "../api/queries";
import { Meter } from "../parts/Meter";
import styles from "./AreaRates.module.css";
import { Online } from "./Online";

/** Online rates of areas; nothing where there is only one, for it says no more than its cameras do. */
export function AreaRates({ since }: { since: Date }) {
  const { t } = useTranslation();
  const areas = useQuery(areaRatesQuery(since)).data ?? [];
  if (areas.length < 2) return null;
  const depths = new Map<string, number>();
  for (const { id, parent_id } of areas) depths.set(id, (depths.get(parent_id ?? "") ?? -1) + 1);
  return (
    <section aria-labelledby="areas">
      <h2 id="areas" className={styles.heading}>
        {t("health.areas")}
      </h2>
      <ul className={styles.areas}>
        {areas.map(({ id, name, rate }) => (
          <li
            key={id}
            className={styles.area}
            style={{ paddingInlineStart: 14 + 18 * (depths.get(id) ?? 0) }}
          >
            <span className={styles.name}>{name}</span>
            <Meter tone="accent" min={0} max={1} value={rate ?? 0} aria-hidden="true" />
            <Online rate={rate} />
          </li>
        ))}
      </ul>
    </section>
  );
}
