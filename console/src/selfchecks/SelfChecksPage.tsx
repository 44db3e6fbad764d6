import { useTranslation } from "react-i18next";
import { useUser } from "../api/session";
import { useTitle } from "../parts/title";
import { PageHeader } from "../shell/PageHeader";
import { useWaiting } from "../shell/waiting";
import { CompletionBoard } from "./CompletionBoard";
import { DueChecks } from "./DueChecks";
import { Records } from "./Records";
import styles from "./SelfChecksPage.module.css";

/** For the business what it has to file; for everybody else who files and who does not. */
export function SelfChecksPage() {
  const { t } = useTranslation();
  const { role, business } = useUser();
  useTitle(t("selfCheck.title"), useWaiting());
  return (
    <>
      <PageHeader title={t("selfCheck.title")}>
        {business !== null && <p className={styles.soft}>{business.name}</p>}
      </PageHeader>
      <div className={styles.page}>
        {role === "business" ? <DueChecks /> : <CompletionBoard />}
        <Records />
      </div>
    </>
  );
}
