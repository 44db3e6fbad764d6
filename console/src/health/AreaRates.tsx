import { useQuery } from "@tanstack/react-query";
import { ChevronDown } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { areaRatesQuery } from "../api/health";
import { Meter } from "../parts/Meter";
import styles from "./AreaRates.module.css";
import { areaLines } from "./fold";
import { Online } from "./Online";

/** Online rates of areas, a level at a time; nothing where there is only one, for it says no more than its cameras do. */
export function AreaRates({ since }: { since: Date }) {
  const { t } = useTranslation();
  const areas = useQuery(areaRatesQuery(since)).data ?? [];
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  if (areas.length < 2) return null;
  const [first] = areas;
  // The whole is open at first, what lies in it is not.
  const opened = new Set(toggled);
  if (first !== undefined && !opened.delete(first.id)) opened.add(first.id);
  const toggle = (id: string) =>
    setToggled((old) => {
      const next = new Set(old);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  return (
    <section aria-labelledby="areas">
      <h2 id="areas" className={styles.heading}>
        {t("health.areas")}
      </h2>
      <ul className={styles.areas}>
        {areaLines(areas, opened).map(({ area: { id, name, rate }, depth, isOpen, hasMore }) => (
          <li key={id} className={styles.area} style={{ paddingInlineStart: 14 + 18 * depth }}>
            {hasMore ? (
              <button
                type="button"
                className={styles.toggle}
                aria-expanded={isOpen}
                onClick={() => toggle(id)}
                data-step=""
              >
                {name}
                <ChevronDown className={isOpen ? styles.open : ""} size={15} aria-hidden="true" />
              </button>
            ) : (
              <span className={styles.name}>{name}</span>
            )}
            <Meter tone="accent" min={0} max={1} value={rate ?? 0} aria-hidden="true" />
            <Online rate={rate} />
          </li>
        ))}
      </ul>
    </section>
  );
}
