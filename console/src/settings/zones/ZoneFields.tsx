import { Button, Checkbox, Input, Segmented } from "antd";
import { Plus, Trash2, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Hours, Zone } from "../../api/settings";
import type { RuleName } from "../../api/types";
import type { Fault } from "./shapes";
import styles from "./ZoneFields.module.css";

const RULES: readonly RuleName[] = ["mask", "hat", "gloves"];
const DAYS = ["mo", "tu", "we", "th", "fr", "sa", "su"] as const;
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];

/** Times that most kitchens have, as a start. */
const OPENING: Hours[] = [{ days: EVERY_DAY, start: "09:00", end: "21:00" }];
const PEAKS: Hours[] = [
  { days: EVERY_DAY, start: "10:30", end: "13:30" },
  { days: EVERY_DAY, start: "16:30", end: "19:30" },
];

interface ZoneFieldsProps {
  zone: Zone;
  tone: number;
  fault: Fault | null;
  selected: boolean;
  onSelect: () => void;
  onChange: (zone: Zone, label?: string) => void;
  onRest: () => void;
  onRemove: () => void;
}

/** A zone's name, what it demands, and when. */
export function ZoneFields({
  zone,
  tone,
  fault,
  selected,
  onSelect,
  onChange,
  onRest,
  onRemove,
}: ZoneFieldsProps) {
  const { t } = useTranslation();
  const always = zone.hours.length === 0;
  const setHours = (hours: Hours[]) => onChange({ ...zone, hours });
  return (
    <li
      className={styles.zone}
      data-selected={selected}
      data-tone={tone}
      onFocus={onSelect}
      onPointerDown={onSelect}
    >
      <div className={styles.head}>
        <span className={styles.swatch} aria-hidden="true" />
        <Input
          aria-label={t("zones.nameLabel")}
          value={zone.name}
          maxLength={100}
          variant="borderless"
          status={fault === "unnamed" || fault === "twice" ? "error" : ""}
          onChange={(event) => onChange({ ...zone, name: event.target.value }, "name")}
          onBlur={onRest}
          data-testid={`zone-name-${tone}`}
        />
        <Button
          type="text"
          size="small"
          icon={<Trash2 size={16} aria-hidden="true" />}
          aria-label={t("zones.removeNamed", { name: zone.name })}
          onClick={onRemove}
        />
      </div>
      {fault !== null && (
        <p className={styles.fault} role="alert">
          {t(`zones.fault.${fault}`)}
        </p>
      )}
      <fieldset className={styles.field}>
        <legend>{t("zones.demands")}</legend>
        <Checkbox.Group
          value={zone.demands}
          onChange={(demands) =>
            onChange({ ...zone, demands: RULES.filter((rule) => demands.includes(rule)) })
          }
          options={RULES.map((value) => ({ value, label: t(`zones.demand.${value}`) }))}
        />
        {zone.demands.length === 0 && <p className={styles.hint}>{t("zones.nothing")}</p>}
      </fieldset>
      <fieldset className={styles.field}>
        <legend>{t("zones.when")}</legend>
        <Segmented
          size="small"
          value={always ? "always" : "hours"}
          onChange={(value) => setHours(value === "always" ? [] : OPENING)}
          options={[
            { value: "always", label: t("zones.always") },
            { value: "hours", label: t("zones.hours") },
          ]}
        />
        {!always && (
          <>
            {zone.hours.map((hours, index) => (
              <HoursRow
                // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other identity
                key={index}
                hours={hours}
                onChange={(next) => setHours(zone.hours.map((other, at) => (at === index ? next : other)))}
                onRemove={() => setHours(zone.hours.filter((_, at) => at !== index))}
              />
            ))}
            <div className={styles.presets}>
              <Button
                size="small"
                icon={<Plus size={14} aria-hidden="true" />}
                onClick={() => setHours([...zone.hours, ...OPENING])}
              >
                {t("zones.moreHours")}
              </Button>
              <Button size="small" type="text" onClick={() => setHours(OPENING)}>
                {t("zones.opening")}
              </Button>
              <Button size="small" type="text" onClick={() => setHours(PEAKS)}>
                {t("zones.peaks")}
              </Button>
            </div>
          </>
        )}
      </fieldset>
    </li>
  );
}

interface HoursRowProps {
  hours: Hours;
  onChange: (hours: Hours) => void;
  onRemove: () => void;
}

function HoursRow({ hours, onChange, onRemove }: HoursRowProps) {
  const { t } = useTranslation();
  const overnight = hours.start !== "" && hours.end !== "" && hours.end <= hours.start;
  return (
    <div className={styles.hours}>
      <div className={styles.days}>
        {DAYS.map((key, index) => {
          const on = hours.days.includes(index + 1);
          return (
            <button
              key={key}
              type="button"
              className={styles.day}
              aria-pressed={on}
              aria-label={t(`zones.dayLong.${key}`)}
              onClick={() =>
                onChange({
                  ...hours,
                  days: EVERY_DAY.filter((day) => (day === index + 1 ? !on : hours.days.includes(day))),
                })
              }
            >
              {t(`zones.day.${key}`)}
            </button>
          );
        })}
      </div>
      <input
        type="time"
        aria-label={t("zones.start")}
        value={hours.start}
        onChange={(event) => onChange({ ...hours, start: event.target.value })}
      />
      –
      <input
        type="time"
        aria-label={t("zones.end")}
        value={hours.end}
        onChange={(event) => onChange({ ...hours, end: event.target.value })}
      />
      <Button
        type="text"
        size="small"
        icon={<X size={16} aria-hidden="true" />}
        aria-label={t("zones.removeHours")}
        onClick={onRemove}
      />
      {overnight && (
        <span className={styles.hint}>
          {t(hours.end === hours.start ? "zones.wholeDay" : "zones.overnight")}
        </span>
      )}
    </div>
  );
}
