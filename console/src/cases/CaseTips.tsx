import { useQuery } from "@tanstack/react-query";
import { Megaphone, Phone } from "lucide-react";
import { useTranslation } from "react-i18next";
import { type CaseFile, tipsQuery } from "../api/cases";
import { Failure, Skeletons } from "../parts/States";
import { When } from "../time/When";
import styles from "./CaseTips.module.css";

/** What the public said, for the officials; how to reach them the office alone is told. */
export function CaseTips({ file }: { file: CaseFile }) {
  const { t } = useTranslation();
  const tips = useQuery(tipsQuery(file.id));
  return (
    <section className={styles.tips} data-testid="case-tips">
      <h2>
        <Megaphone size={15} aria-hidden="true" /> {t("case.tips", { count: file.tips })}
      </h2>
      {tips.isPending ? (
        <Skeletons count={1} height={64} />
      ) : tips.isError && tips.data === undefined ? (
        <Failure error={tips.error} retry={() => void tips.refetch()} />
      ) : (
        <ol>
          {tips.data.map((tip) => (
            <li key={`${tip.at} ${tip.what}`} className={styles.tip}>
              {tip.picture !== null && (
                <a href={tip.picture} target="_blank" rel="noreferrer">
                  <img src={tip.picture} alt={t("case.picture")} loading="lazy" />
                </a>
              )}
              <div>
                <p>
                  <strong>{t(`matter.${tip.matter}`)}</strong> <When at={tip.at} />
                </p>
                {tip.what !== "" && <p>{tip.what}</p>}
                {tip.contact !== null && (
                  <p className={styles.contact} data-testid="tip-contact">
                    <Phone size={13} aria-hidden="true" /> {tip.contact}
                  </p>
                )}
              </div>
            </li>
          ))}
        </ol>
      )}
      <p className={styles.soft}>{t(file.state === "found" ? "case.tipsUntold" : "case.tipsHint")}</p>
    </section>
  );
}
