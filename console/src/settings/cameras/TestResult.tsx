import { CircleCheck, CircleX } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { CameraTest, StreamTest } from "../../api/settings";
import { useLanguage } from "../../i18n/language";
import styles from "./TestResult.module.css";

/** What a camera sends, or exactly what is wrong and what to do about it. */
export function TestResult({ test }: { test: CameraTest }) {
  return (
    <div className={styles.results} data-testid="test-result">
      {test.streams.map((stream) => (
        <StreamResult key={stream.stream} result={stream} />
      ))}
    </div>
  );
}

function StreamResult({ result }: { result: StreamTest }) {
  const { t } = useTranslation();
  const [language] = useLanguage();
  const name = t(`settings.stream.${result.stream}`);
  if (result.trouble !== null || result.picture === null) {
    const trouble = result.trouble ?? "unknown";
    return (
      <section
        className={styles.wrong}
        role="alert"
        data-testid={`test-${result.stream}`}
        data-trouble={trouble}
      >
        <CircleX size={20} aria-hidden="true" />
        <div>
          <h3>
            {name}:{t(`picture.trouble.${trouble}`)}
          </h3>
          <p>{t(`settings.remedy.${trouble}`)}</p>
          {result.detail !== null && <p className={styles.detail}>{result.detail}</p>}
        </div>
      </section>
    );
  }
  const number = (value: number, digits = 0) =>
    new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value);
  const facts: [string, string][] = [
    [t("settings.fact.codec"), result.codec?.toUpperCase() ?? "?"],
    [t("settings.fact.size"), `${result.width}×${result.height}`],
    [t("settings.fact.fps"), result.fps === null ? t("settings.fact.unknown") : number(result.fps, 1)],
    [
      t("settings.fact.bitRate"),
      result.bit_rate === null
        ? t("settings.fact.unknown")
        : result.bit_rate >= 1e6
          ? `${number(result.bit_rate / 1e6, 1)} Mbit/s`
          : `${number(result.bit_rate / 1e3)} kbit/s`,
    ],
  ];
  return (
    <section className={styles.right} data-testid={`test-${result.stream}`} data-trouble="">
      <h3 className={styles.title}>
        <CircleCheck size={18} aria-hidden="true" />
        {name}
        <span className={styles.took}>
          {t("settings.firstPicture", { seconds: number(result.first_picture_s ?? 0, 1) })}
        </span>
      </h3>
      <img
        className={styles.picture}
        src={`data:image/jpeg;base64,${result.picture.jpeg}`}
        width={result.picture.width}
        height={result.picture.height}
        alt={t("settings.testPicture")}
      />
      <dl className={styles.facts}>
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {result.converted === true && <p className={styles.note}>{t("settings.converted")}</p>}
    </section>
  );
}
