import { useInfiniteQuery } from "@tanstack/react-query";
import { CircleCheckBig, ImageOff } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { casesQuery } from "../api/cases";
import type { Supervised } from "../api/supervised";
import { CaseMark } from "../cases/CaseMark";
import { DueClock } from "../cases/DueClock";
import { useCaseTitle } from "../cases/words";
import { Failure, Skeletons } from "../parts/States";
import { Card } from "./Card";
import styles from "./Lines.module.css";

const MOST = 5;

/** Open cases, the earliest deadline first. */
export function OpenCases({ business }: { business: Supervised }) {
  const { t } = useTranslation();
  const titleOf = useCaseTitle();
  const list = useInfiniteQuery(casesQuery("open", { business: business.id }));
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const all = { to: `/cases?queue=open&business=${business.id}`, words: t("businesses.all") };
  return (
    <Card title={t("businesses.openCases")} count={business.open_cases} more={all}>
      {list.isPending ? (
        <Skeletons count={2} height={56} />
      ) : list.isError && list.data === undefined ? (
        <Failure error={list.error} retry={() => void list.refetch()} />
      ) : items.length === 0 ? (
        <p className={styles.fine}>
          <CircleCheckBig size={17} aria-hidden="true" />
          {t("businesses.noCases")}
        </p>
      ) : (
        <ol className={styles.lines} data-testid="own-cases">
          {items.slice(0, MOST).map((item) => (
            <li key={item.id} className={styles.line}>
              {item.picture === null ? (
                <span className={styles.picture}>
                  <ImageOff size={16} aria-hidden="true" />
                </span>
              ) : (
                <img className={styles.picture} src={item.picture} alt="" loading="lazy" />
              )}
              <span className={styles.what}>
                <Link
                  className={styles.link}
                  to={`/cases/${item.id}?queue=open&business=${business.id}`}
                  data-step=""
                >
                  {titleOf(item)}
                </Link>
                <CaseMark item={item} />
              </span>
              <DueClock item={item} />
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}
