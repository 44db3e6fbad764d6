import { lazy, Suspense, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Outlet, ScrollRestoration } from "react-router";
import { useUser } from "../api/session";
import { useLive } from "../live/context";
import { ConnectionBanner } from "./ConnectionBanner";
import { Navigation } from "./Navigation";
import styles from "./Shell.module.css";

const InboxAlerts = lazy(async () => ({ default: (await import("../inbox/InboxAlerts")).InboxAlerts }));

export function Shell() {
  const live = useLive();
  const user = useUser();
  const { t } = useTranslation();
  useEffect(() => live.start(), [live]);
  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#content">
        {t("nav.skip")}
      </a>
      <Navigation />
      <div className={styles.page}>
        <ConnectionBanner />
        <main id="content" tabIndex={-1}>
          <Outlet />
        </main>
      </div>
      {user.role === "business" && (
        <Suspense>
          <InboxAlerts />
        </Suspense>
      )}
      <ScrollRestoration />
    </div>
  );
}
