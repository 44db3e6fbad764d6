import { FileSignature, UserRound } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { SupervisedDetail } from "../api/supervised";
import { useLanguage } from "../i18n/language";
import { dayWords } from "../today/days";
import { Card } from "./Card";
import styles from "./Lines.module.css";

/** Who answers for the business, and whether their commitment is in force. */
export function Responsible({ business }: { business: SupervisedDetail }) {
  const { t } = useTranslation();
  const [language] = useLanguage();
  return (
    <Card title={t("businesses.responsible")}>
      {business.answerable.length === 0 ? (
        <p className={styles.none}>{t("businesses.nobody")}</p>
      ) : (
        <ul className={styles.lines}>
          {business.answerable.map(({ name, title, signed_until }) => (
            <li key={name} className={styles.line}>
              <UserRound size={18} strokeWidth={1.75} aria-hidden="true" />
              <span className={styles.what}>
                <strong>{name}</strong>
                <span className={styles.soft}>{title}</span>
              </span>
              <span className={styles.fine}>
                <FileSignature size={15} aria-hidden="true" />
                {signed_until === null
                  ? t("commitment.unsigned")
                  : t("businesses.signedUntil", { day: dayWords(signed_until.slice(0, 10), language) })}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
