import { useInfiniteQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { KeyRound, type LucideIcon, SearchX, UserRoundCheck, UserRoundX } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useNavigate, useSearchParams } from "react-router";
import type { Role } from "../api/types";
import { HistoryTabs } from "../history/HistoryTabs";
import { useGo } from "../office/search";
import { DateField } from "../parts/DateField";
import { OneOf } from "../parts/OneOf";
import { Paged } from "../parts/Paged";
import { SearchField } from "../parts/SearchField";
import { Notice, Skeletons } from "../parts/States";
import { useTitle } from "../parts/title";
import { PageHeader } from "../shell/PageHeader";
import { useWaiting } from "../shell/waiting";
import { When } from "../time/When";
import styles from "./ActsPage.module.css";
import { ACTS, type AccountAct, type Acted, actsQuery } from "./api";

const ICONS: Record<AccountAct, LucideIcon> = {
  opened: UserRoundCheck,
  password: KeyRound,
  closed: UserRoundX,
};
const ROLES = ["cadre", "business", "office", "regulator", "auditor", "admin"] as const satisfies Role[];
const NO_FILTERS = { act: null, role: null, q: null, since: null, until: null };

/** Who opened, closed or gave a new password to an account; what is shown of it stands in the address. */
export function ActsPage() {
  const { t } = useTranslation();
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const go = useGo();
  const filters = {
    act: ACTS.find((name) => name === params.get("act")) ?? null,
    role: ROLES.find((name) => name === params.get("role")) ?? null,
    q: params.get("q") ?? "",
    since: params.get("since") ?? "",
    until: params.get("until") ?? "",
  };
  const list = useInfiniteQuery(actsQuery(filters));
  const narrowed = Object.values(filters).some(Boolean);
  const set = (change: Record<string, string | null>) =>
    void navigate(go(change), { replace: true, preventScrollReset: true });
  useTitle(t("accounts.acts"), useWaiting());
  return (
    <>
      <PageHeader title={t("history.title")}>
        <HistoryTabs />
      </PageHeader>
      <div className={styles.page}>
        <p className={styles.lead}>{t("accounts.actsLead")}</p>
        <div className={styles.tools}>
          <OneOf
            label={t("accounts.which")}
            values={["all", ...ACTS]}
            chosen={filters.act ?? "all"}
            words={(value) => (value === "all" ? t("accounts.all") : t(`accounts.act.${value}`))}
            onChange={(value) => set({ act: value === "all" ? null : value })}
          />
          <select
            className={styles.role}
            aria-label={t("accounts.whose")}
            value={filters.role ?? ""}
            onChange={({ target }) => set({ role: target.value })}
            data-testid="acts-role"
          >
            <option value="">{t("accounts.everybody")}</option>
            {ROLES.map((name) => (
              <option key={name} value={name}>
                {t(`role.${name}`)}
              </option>
            ))}
          </select>
          <SearchField
            q={filters.q}
            onChange={(q) => set({ q })}
            label={t("accounts.findActs")}
            testId="acts-search"
          />
          <span className={styles.days}>
            <DateField
              label={t("accounts.since")}
              value={filters.since}
              max={filters.until}
              onChange={(since) => set({ since })}
            />
            –
            <DateField
              label={t("accounts.until")}
              value={filters.until}
              min={filters.since}
              onChange={(until) => set({ until })}
            />
          </span>
        </div>
        <Paged
          list={list}
          waiting={<Skeletons count={6} height={56} />}
          empty={
            <Notice
              icon={SearchX}
              title={t(narrowed ? "accounts.noSuchActs" : "accounts.noActs")}
              body={t(narrowed ? "history.emptyFiltered" : "accounts.noActsBody")}
            >
              {narrowed && <Button onClick={() => set(NO_FILTERS)}>{t("history.clear")}</Button>}
            </Notice>
          }
        >
          {(items) => (
            <ol className={styles.lines} data-testid="account-acts">
              {items.map((item) => (
                <Line key={item.id} item={item} />
              ))}
            </ol>
          )}
        </Paged>
      </div>
    </>
  );
}

function Line({ item: { act, at, account, by } }: { item: Acted }) {
  const { t } = useTranslation();
  const Icon = ICONS[act];
  return (
    <li className={styles.line} data-act={act}>
      <span className={styles.act}>
        <Icon size={16} strokeWidth={1.75} aria-hidden="true" />
        {t(`accounts.act.${act}`)}
      </span>
      <span className={styles.what}>
        <strong>{account.name}</strong>
        <span className={styles.soft}>{account.username}</span>
        <span>{t(`role.${account.role}`)}</span>
        <span>
          {[account.business?.name, account.area?.name].filter(Boolean).join(" · ") ||
            t("accounts.everywhere")}
        </span>
      </span>
      <span className={styles.by}>
        {by === null
          ? t("accounts.byNobody")
          : t("accounts.by", { name: by.name, role: t(`role.${by.role}`) })}
        <When at={at} />
      </span>
    </li>
  );
}
