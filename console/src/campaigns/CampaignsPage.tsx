import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, Segmented } from "antd";
import { CalendarRange, ChartColumn, Plus } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { useLanguage } from "../i18n/language";
import { useHotkeys, useSteps } from "../parts/hotkeys";
import { Meter } from "../parts/Meter";
import { Paged } from "../parts/Paged";
import { Notice, Skeletons } from "../parts/States";
import { useTitle } from "../parts/title";
import { PageHeader } from "../shell/PageHeader";
import { When } from "../time/When";
import { daysUntil, wholeDay } from "../today/days";
import { type Campaign, campaignsQuery } from "./api";
import styles from "./CampaignsPage.module.css";

// Their fields are heavy, and the list is of use without them.
const CampaignForm = lazy(async () => ({ default: (await import("./CampaignForm")).CampaignForm }));
const ChangeForm = lazy(async () => ({ default: (await import("./ChangeForm")).ChangeForm }));

const SHOWS = ["running", "over"] as const;
type Show = (typeof SHOWS)[number];

/** The office's campaigns and how far each has come; running or over stands in the address. */
export function CampaignsPage() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const show: Show = search.get("show") === "over" ? "over" : "running";
  const list = useInfiniteQuery(campaignsQuery(show === "over"));
  const [adding, setAdding] = useState(false);
  const [changing, setChanging] = useState<Campaign | null>(null);
  const mayAdd = list.data?.pages[0]?.may_add === true;
  useTitle(t("campaign.title"));
  useSteps();
  useHotkeys({ n: mayAdd ? () => setAdding(true) : undefined });
  const add = mayAdd && (
    <Button
      type="primary"
      icon={<Plus size={16} aria-hidden="true" />}
      onClick={() => setAdding(true)}
      data-testid="add-campaign"
    >
      {t("campaign.add")}
    </Button>
  );
  return (
    <>
      <PageHeader title={t("campaign.title")}>
        <div className={styles.right}>
          <Link className={styles.link} to="/completion" data-testid="to-completion">
            <ChartColumn size={16} aria-hidden="true" />
            {t("completion.title")}
          </Link>
          {add}
        </div>
      </PageHeader>
      <div className={styles.page}>
        <Segmented<Show>
          className={styles.shows ?? ""}
          aria-label={t("campaign.show")}
          value={show}
          onChange={(next) => setSearch(next === "over" ? { show: next } : {}, { replace: true })}
          options={SHOWS.map((value) => ({ value, label: t(`campaign.shows.${value}`) }))}
        />
        <Paged
          list={list}
          waiting={<Skeletons count={3} height={120} />}
          empty={
            <Notice
              icon={CalendarRange}
              title={t(show === "over" ? "campaign.noneOver" : "campaign.emptyTitle")}
              body={t(show === "over" ? "campaign.noneOverBody" : "campaign.emptyBody")}
            >
              {show === "running" && add}
            </Notice>
          }
        >
          {(items) => (
            <ol className={styles.items} data-testid="campaigns">
              {items.map((item) => (
                <Item
                  key={item.id}
                  campaign={item}
                  isOver={show === "over"}
                  onChange={() => setChanging(item)}
                />
              ))}
            </ol>
          )}
        </Paged>
      </div>
      <Suspense>
        {adding && <CampaignForm onClose={() => setAdding(false)} />}
        {changing !== null && <ChangeForm campaign={changing} onClose={() => setChanging(null)} />}
      </Suspense>
    </>
  );
}

interface ItemProps {
  campaign: Campaign;
  isOver: boolean;
  onChange: () => void;
}

function Item({ campaign, isOver, onChange }: ItemProps) {
  const { t } = useTranslation();
  const [language] = useLanguage();
  const { due, done, overdue, area, changes } = campaign;
  const meant = [
    area?.name ?? t("campaign.everyArea"),
    campaign.levels.length > 0 && t("campaign.ofLevels", { levels: campaign.levels.join(t("and")) }),
    campaign.grades.length > 0 && t("campaign.ofGrades", { grades: campaign.grades.join(t("and")) }),
    campaign.kinds.length > 0 && campaign.kinds.join(t("and")),
  ].filter(Boolean);
  const now = new Date();
  const left = daysUntil(campaign.last_on, now);
  const state =
    campaign.cancelled_at !== null
      ? t("campaign.calledOff")
      : isOver
        ? t("campaign.ended")
        : daysUntil(campaign.first_on, now) > 0
          ? t("campaign.begins", { count: daysUntil(campaign.first_on, now) })
          : left === 0
            ? t("today.dueToday")
            : t("today.daysLeft", { count: left });
  return (
    <li className={styles.item} data-testid={`campaign-${campaign.id}`}>
      <div className={styles.head}>
        <div className={styles.what}>
          <h2>{campaign.name}</h2>
          <p className={styles.soft}>
            {meant.join(" · ")}
            {campaign.on_site && <span className={styles.onSite}>{t("today.onSiteOnly")}</span>}
          </p>
        </div>
        <p className={styles.days} data-over={isOver || undefined}>
          <strong>{state}</strong>
          <span>
            {wholeDay(campaign.first_on, language)} – {wholeDay(campaign.last_on, language)}
          </span>
        </p>
      </div>
      <div className={styles.progress}>
        <Meter
          tone="accent"
          min={0}
          max={Math.max(due, 1)}
          value={done}
          aria-label={t("campaign.progress", { done, due })}
        />
        <span>{due === 0 ? t("campaign.nothingDue") : t("campaign.progress", { done, due })}</span>
        {overdue > 0 && <span className={styles.late}>{t("campaign.overdue", { count: overdue })}</span>}
      </div>
      <div className={styles.foot}>
        <span className={styles.soft}>{t("campaign.by", { name: campaign.by.name })}</span>
        {campaign.may_change && !isOver && (
          <Button onClick={onChange} data-testid="change-campaign">
            {t("campaign.change")}
          </Button>
        )}
      </div>
      {changes.length > 0 && (
        <ul className={styles.changes}>
          {changes.map((change) => (
            <li key={change.at}>
              <span>
                {change.last_on === null
                  ? t("campaign.wasCalledOff")
                  : t("campaign.wasMoved", { day: wholeDay(change.last_on, language) })}
                {": "}
                {change.reason}
              </span>
              <span className={styles.soft}>
                {change.by.name} · <When at={change.at} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}
