import { Button, Segmented } from "antd";
import { ListFilter } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { countActive, type Filters, NO_FILTERS, RULES, SPANS, type Span, STATES } from "../api/filters";
import { useUser } from "../api/session";
import { BusinessChoice } from "../parts/BusinessChoice";
import { DateField } from "../parts/DateField";
import { useNarrow } from "../parts/media";
import { Chips } from "./Chips";
import styles from "./FilterBar.module.css";

// Its fields are heavy, and the list is of use without them.
const Places = lazy(async () => ({ default: (await import("./Places")).Places }));

export interface FilterBarProps {
  filters: Filters;
  /** Without states, and with one business at a time. */
  brief?: boolean;
  onChange: (filters: Filters) => void;
}

/** Everything the list can be narrowed by; on a phone folded away behind one button. */
export function FilterBar({ filters, onChange, brief = false }: FilterBarProps) {
  const { t } = useTranslation();
  const narrow = useNarrow();
  const [unfolded, setUnfolded] = useState(false);
  const active = countActive(filters);
  const clear = active > 0 && (
    <Button type="text" onClick={() => onChange(NO_FILTERS)} data-testid="clear-filters">
      {t("history.clear")}
    </Button>
  );
  return (
    <div className={styles.bar}>
      {narrow && (
        <Button
          icon={<ListFilter size={16} aria-hidden="true" />}
          aria-expanded={unfolded}
          onClick={() => setUnfolded(!unfolded)}
        >
          {t("history.filters")}
          {active > 0 && ` · ${active}`}
        </Button>
      )}
      {narrow && clear}
      {(!narrow || unfolded) && (
        <div className={styles.fields}>
          <Fields filters={filters} onChange={onChange} brief={brief} />
          {!narrow && clear}
        </div>
      )}
    </div>
  );
}

function Fields({ filters, onChange, brief }: FilterBarProps) {
  const { t } = useTranslation();
  const change = (part: Partial<Filters>) => onChange({ ...filters, ...part });
  return (
    <>
      <Days filters={filters} onChange={onChange} />
      <Chips
        label={t("history.rule")}
        values={RULES}
        chosen={filters.rules}
        words={(rule) => t(`rule.${rule}`)}
        onChange={(rules) => change({ rules })}
      />
      {!brief && (
        <Chips
          label={t("history.state")}
          values={STATES}
          chosen={filters.states}
          words={(state) => t(`state.${state}`)}
          onChange={(states) => change({ states })}
        />
      )}
      {brief ? (
        <OneBusiness filters={filters} onChange={onChange} />
      ) : (
        <Suspense>
          <Places filters={filters} onChange={onChange} />
        </Suspense>
      )}
    </>
  );
}

/** One business at a time, by the browser's own means. */
function OneBusiness({ filters, onChange }: FilterBarProps) {
  const { t } = useTranslation();
  if (useUser().role === "business") return null;
  return (
    <BusinessChoice
      className={styles.choice}
      label={t("history.business")}
      none={t("history.business")}
      value={filters.businesses[0] ?? null}
      onChange={(id) => onChange({ ...filters, businesses: id === null ? [] : [id], cameras: [] })}
    />
  );
}

type TimeChoice = Span | "any" | "days";

function Days({ filters, onChange }: FilterBarProps) {
  const { t } = useTranslation();
  const days = filters.from !== null || filters.to !== null;
  const [picking, setPicking] = useState(days);
  const choice: TimeChoice = filters.span ?? (days || picking ? "days" : "any");
  const choose = (next: TimeChoice) => {
    setPicking(next === "days");
    onChange({ ...filters, span: next === "any" || next === "days" ? null : next, from: null, to: null });
  };
  return (
    <div className={styles.days}>
      <Segmented<TimeChoice>
        aria-label={t("history.time")}
        value={choice}
        onChange={choose}
        options={(["any", ...SPANS, "days"] as const).map((value) => ({
          value,
          label: t(`history.span.${value}`),
        }))}
      />
      {choice === "days" && (
        <span className={styles.dates}>
          <DateField
            label={t("history.from")}
            value={filters.from ?? ""}
            max={filters.to ?? undefined}
            onChange={(day) => onChange({ ...filters, span: null, from: day || null })}
          />
          –
          <DateField
            label={t("history.to")}
            value={filters.to ?? ""}
            min={filters.from ?? undefined}
            onChange={(day) => onChange({ ...filters, span: null, to: day || null })}
          />
        </span>
      )}
    </div>
  );
}
