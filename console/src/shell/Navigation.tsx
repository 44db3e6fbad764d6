import { Ellipsis, UserRound } from "lucide-react";
import { useTranslation } from "react-i18next";
import { NavLink } from "react-router";
import { useUser } from "../api/session";
import { useMyTurn } from "../cases/queues";
import { useNarrow } from "../parts/media";
import { AccountPanel } from "./AccountPanel";
import { LanguageSwitch } from "./LanguageSwitch";
import styles from "./Navigation.module.css";
import { pagesOf } from "./pages";
import { useWaiting } from "./waiting";

const MOST = 99;
/** Tabs that fit under a thumb; the other pages are in the account's panel. */
const MOST_TABS = 4;

/** The role's pages: a rail at the side, or tabs under the thumb. */
export function Navigation() {
  const { t } = useTranslation();
  const user = useUser();
  const narrow = useNarrow();
  const counts: Partial<Record<string, number>> = { inbox: useWaiting(), cases: useMyTurn().waiting };
  const pages = pagesOf(user.role);
  const tabs = narrow ? pages.slice(0, MOST_TABS) : pages;
  const others = pages.slice(tabs.length);
  return (
    <nav className={styles.nav} aria-label={t("nav.label")}>
      {!narrow && <img className={styles.mark} src="/icon.svg" alt={t("product")} width={36} height={36} />}
      <ul className={styles.pages}>
        {tabs.map(({ key, path, icon: Icon }) => (
          <li key={key}>
            <NavLink
              to={path}
              className={({ isActive }) => `${styles.item} ${isActive ? styles.active : ""}`}
            >
              <Icon size={20} strokeWidth={1.75} aria-hidden="true" />
              <span>{t(`nav.${key}`)}</span>
              <Badge count={counts[key] ?? 0} />
            </NavLink>
          </li>
        ))}
      </ul>
      {!narrow && <LanguageSwitch className={styles.item} />}
      <button
        type="button"
        className={styles.item}
        popoverTarget="account"
        aria-label={t("account.open")}
        data-testid="user-menu"
      >
        {others.length > 0 ? (
          <Ellipsis size={20} strokeWidth={1.75} aria-hidden="true" />
        ) : (
          <UserRound size={20} strokeWidth={1.75} aria-hidden="true" />
        )}
        <span>{t(others.length > 0 ? "nav.more" : "nav.account")}</span>
        <Badge count={others.reduce((sum, { key }) => sum + (counts[key] ?? 0), 0)} />
      </button>
      <AccountPanel pages={others} />
    </nav>
  );
}

function Badge({ count }: { count: number }) {
  return count === 0 ? null : <span className={styles.badge}>{count > MOST ? `${MOST}+` : count}</span>;
}
