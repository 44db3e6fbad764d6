import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, Segmented } from "antd";
import { ChevronRight, GraduationCap, Megaphone, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { useUser } from "../api/session";
import { useHotkeys, useSteps } from "../parts/hotkeys";
import { Paged } from "../parts/Paged";
import { Notice, Skeletons } from "../parts/States";
import { useTitle } from "../parts/title";
import { PageHeader } from "../shell/PageHeader";
import { mayOpen } from "../shell/pages";
import { When } from "../time/When";
import { type Bulletin, bulletinsQuery } from "./api";
import styles from "./BulletinsPage.module.css";
import { MakeForm } from "./MakeForm";
import { Mark } from "./Mark";
import { type BulletinKind, KINDS } from "./periods";
import { useDays, usePeriodWords } from "./words";

const SHOWS = ["all", ...KINDS] as const;

/** Bulletins of one's area, and those one is told of; the kind stands in the address. */
export function BulletinsPage() {
  const { t } = useTranslation();
  const { role } = useUser();
  const [search, setSearch] = useSearchParams();
  const kind = KINDS.find((name) => name === search.get("kind")) ?? null;
  const [making, setMaking] = useState(false);
  const mayMake = role === "office" || role === "admin";
  const list = useInfiniteQuery(bulletinsQuery(kind));
  useTitle(t("bulletin.title"));
  useSteps();
  useHotkeys({ n: mayMake ? () => setMaking(true) : undefined });
  const make = mayMake && (
    <Button
      type="primary"
      icon={<Plus size={16} aria-hidden="true" />}
      onClick={() => setMaking(true)}
      data-testid="make-bulletin"
    >
      {t("bulletin.make")}
    </Button>
  );
  return (
    <>
      <PageHeader title={t("bulletin.title")}>
        <div className={styles.right}>
          {mayOpen(role, "/trainings") && (
            <Link to="/trainings">
              <Button icon={<GraduationCap size={16} aria-hidden="true" />} tabIndex={-1}>
                {t("training.title")}
              </Button>
            </Link>
          )}
          {make}
        </div>
      </PageHeader>
      <div className={styles.page}>
        <Segmented
          className={styles.kinds ?? ""}
          aria-label={t("bulletin.kinds")}
          value={kind ?? "all"}
          onChange={(next) => setSearch(next === "all" ? {} : { kind: next }, { replace: true })}
          options={SHOWS.map((value) => ({ value, label: t(`bulletin.kind.${value}`) }))}
        />
        <Paged
          list={list}
          waiting={
            <div className={styles.skeletons}>
              <Skeletons count={5} height={72} />
            </div>
          }
          empty={
            <Notice
              icon={Megaphone}
              title={t("bulletin.emptyTitle")}
              body={t(mayMake ? "bulletin.emptyMake" : "bulletin.emptyBody")}
            >
              {make}
            </Notice>
          }
        >
          {(items) => (
            <ol className={styles.lines} data-testid="bulletins">
              {items.map((item) => (
                <Line key={item.id} bulletin={item} />
              ))}
            </ol>
          )}
        </Paged>
      </div>
      {making && (
        <MakeForm kind={kind ?? ("weekly" satisfies BulletinKind)} onClose={() => setMaking(false)} />
      )}
    </>
  );
}

function Line({ bulletin }: { bulletin: Bulletin }) {
  const { t } = useTranslation();
  const period = usePeriodWords();
  const days = useDays();
  const fresh = bulletin.published_at !== null && !bulletin.read;
  return (
    <li className={styles.line} data-fresh={fresh || undefined}>
      <span className={styles.kind}>{t(`bulletin.kind.${bulletin.kind}`)}</span>
      <div className={styles.what}>
        <Link className={styles.link} to={`/bulletins/${bulletin.id}`} data-step="">
          {fresh && <span className="sr-only">{t("bulletin.unread")} </span>}
          {bulletin.title}
        </Link>
        <p className={styles.soft}>
          <span className={styles.named}>
            {bulletin.area.name} · {period(bulletin.kind, bulletin.first)} ·{" "}
          </span>
          <span className={styles.days}>{days(bulletin.first, bulletin.last)}</span>
        </p>
      </div>
      <div className={styles.state}>
        <Mark bulletin={bulletin} />
        <span className={styles.soft}>
          <When at={bulletin.published_at ?? bulletin.made_at} />
        </span>
      </div>
      <ChevronRight className={styles.go} size={18} aria-hidden="true" />
    </li>
  );
}
