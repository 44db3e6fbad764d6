import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Segmented, Switch } from "antd";
import { LogOut } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { NavLink } from "react-router";
import { signOut, useUser } from "../api/session";
import { useNarrow } from "../parts/media";
import { remember, remembered } from "../parts/memory";
import { useProblemWords } from "../parts/States";
import { forgetUnsent } from "../parts/unsent";
import { PREFERENCES, useTheme } from "../theme/Theme";
import styles from "./AccountPanel.module.css";
import { LanguageSwitch } from "./LanguageSwitch";
import type { PageEntry } from "./pages";

/**
 * Who is signed in and how the console should look, and the pages that have no tab of their own; opened by the
 * button with `popoverTarget` "account".
 */
export function AccountPanel({ pages }: { pages: readonly PageEntry[] }) {
  const { t } = useTranslation();
  const user = useUser();
  const queries = useQueryClient();
  const narrow = useNarrow();
  const { preference, choose } = useTheme();
  const words = useProblemWords();
  const leave = useMutation({ mutationFn: () => signOut(queries), onSuccess: forgetUnsent });
  return (
    <div id="account" popover="auto" className={styles.panel}>
      {pages.length > 0 && (
        <ul className={styles.pages}>
          {pages.map(({ key, path, icon: Icon }) => (
            <li key={key}>
              <NavLink
                to={path}
                className={styles.page ?? ""}
                onClick={(event) => event.currentTarget.closest<HTMLElement>("[popover]")?.hidePopover()}
              >
                <Icon size={20} strokeWidth={1.75} aria-hidden="true" />
                {t(`nav.${key}`)}
              </NavLink>
            </li>
          ))}
        </ul>
      )}
      <p className={styles.name}>{user.name}</p>
      <p className={styles.role}>
        {t(`role.${user.role}`)}
        {user.business !== null && ` · ${user.business.name}`}
      </p>
      <div className={styles.row}>
        <span id="account-theme">{t("account.theme")}</span>
        <Segmented
          aria-labelledby="account-theme"
          size="small"
          value={preference}
          onChange={choose}
          options={PREFERENCES.map((value) => ({ value, label: t(`account.${value}`) }))}
        />
      </div>
      {narrow && (
        <div className={styles.row}>
          <span>{t("account.language")}</span>
          <LanguageSwitch className={styles.language} />
        </div>
      )}
      {user.role === "business" && <SoundSwitch />}
      <Button
        block
        icon={<LogOut size={16} aria-hidden="true" />}
        loading={leave.isPending}
        onClick={() => leave.mutate()}
        data-testid="sign-out"
      >
        {t("account.signOut")}
      </Button>
      {leave.isError && (
        <p className={styles.failed} role="alert">
          {words(leave.error)}
        </p>
      )}
    </div>
  );
}

function SoundSwitch() {
  const { t } = useTranslation();
  const [on, setOn] = useState(() => remembered("sound", ["on", "off"]) === "on");
  return (
    <div className={styles.row}>
      <span id="account-sound">{t("account.sound")}</span>
      <Switch
        aria-labelledby="account-sound"
        checked={on}
        onChange={(next) => {
          remember("sound", next ? "on" : "off");
          setOn(next);
        }}
      />
    </div>
  );
}
