import { useTranslation } from "react-i18next";
import styles from "./LayoutChoice.module.css";
import { LAYOUT_KEYS, LAYOUTS, type Layout } from "./layouts";

interface LayoutChoiceProps {
  layout: Layout;
  onChoose: (layout: Layout) => void;
}

/** How many pictures at once; plain buttons, so that the wall's keys keep working after a click. */
export function LayoutChoice({ layout, onChoose }: LayoutChoiceProps) {
  const { t } = useTranslation();
  return (
    <fieldset className={styles.choice} aria-label={t("wall.layout")}>
      {LAYOUTS.map((value) => {
        const words = t("wall.layoutOf", { count: value, key: LAYOUT_KEYS[value] });
        return (
          <button
            key={value}
            type="button"
            className={styles.option}
            aria-pressed={value === layout}
            aria-label={words}
            title={words}
            onClick={() => onChoose(value)}
            data-testid={`layout-${value}`}
          >
            <Picture side={Math.sqrt(value)} />
          </button>
        );
      })}
    </fieldset>
  );
}

function Picture({ side }: { side: number }) {
  const gap = side > 2 ? 1 : 1.5;
  const cell = (16 - gap * (side - 1)) / side;
  const places = Array.from({ length: side }, (_, index) => index * (cell + gap));
  return (
    <svg width={16} height={16} viewBox="0 0 16 16" aria-hidden="true">
      {places.flatMap((y) =>
        places.map((x) => (
          <rect key={`${x} ${y}`} x={x} y={y} width={cell} height={cell} rx={1} fill="currentColor" />
        )),
      )}
    </svg>
  );
}
