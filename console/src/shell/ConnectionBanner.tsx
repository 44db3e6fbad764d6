import { CloudOff } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useConnection } from "../live/context";
import styles from "./ConnectionBanner.module.css";

const BEAR_WITH_MS = 2_000;

/** Says that nothing new arrives. A connection that comes back at once is not worth a word. */
export function ConnectionBanner() {
  const { t } = useTranslation();
  const lost = useConnection() === "lost";
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(lost), lost ? BEAR_WITH_MS : 0);
    return () => clearTimeout(timer);
  }, [lost]);
  return (
    <div role="status" data-testid="connection-banner">
      {shown && (
        <p className={styles.banner}>
          <CloudOff size={16} aria-hidden="true" />
          {t("connection.lost")}
        </p>
      )}
    </div>
  );
}
