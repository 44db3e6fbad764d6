import { useInfiniteQuery } from "@tanstack/react-query";
import { CircleCheckBig } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { type Filters, NO_FILTERS } from "../api/filters";
import { compare, flatten } from "../api/lists";
import { violationsQuery } from "../api/queries";
import { useUser } from "../api/session";
import type { Violation } from "../api/types";
import { NewBulletins } from "../bulletins/NewBulletins";
import { CasesWaiting } from "../cases/CasesWaiting";
import { HealthNotices } from "../health/Notices";
import { Count } from "../parts/Count";
import { useSteps } from "../parts/hotkeys";
import { LoadMore } from "../parts/LoadMore";
import { Failure, Notice, Skeletons } from "../parts/States";
import { useTitle } from "../parts/title";
import { PhoneLinks } from "../publish/PhoneLinks";
import { ChecksWaiting } from "../selfchecks/ChecksWaiting";
import { PageHeader } from "../shell/PageHeader";
import { useWaiting } from "../shell/waiting";
import { DoneItem } from "./DoneItem";
import { FromTheCadre } from "./FromTheCadre";
import { InboxItem } from "./InboxItem";
import styles from "./InboxPage.module.css";

const OPEN: Filters = { ...NO_FILTERS, states: ["open"] };
const DONE: Filters = { ...NO_FILTERS, states: ["acknowledged"] };
const MOST_DONE = 20;

/** What the business has to see: open violations as they come, and below them what it has acknowledged. */
export function InboxPage() {
  const { t } = useTranslation();
  const user = useUser();
  const waiting = useWaiting();
  const open = useInfiniteQuery(violationsQuery(OPEN, "live"));
  const done = useInfiniteQuery(violationsQuery(DONE, "live"));
  // What is acknowledged on this visit keeps its place, so that nothing slides under a thumb.
  const [kept, setKept] = useState<readonly string[]>([]);
  const [arrivedAfter] = useState(() => Date.now());
  useTitle(t("inbox.title"), waiting);
  useSteps();

  const acknowledged = flatten(done.data);
  const keptHere = acknowledged.filter(({ id }) => kept.includes(id));
  const items = [...flatten(open.data), ...keptHere].sort(compare);
  const below = acknowledged.filter(({ id }) => !kept.includes(id)).slice(0, MOST_DONE);
  const openCount = items.filter(({ state }) => state === "open").length;

  return (
    <>
      <PageHeader title={t("inbox.title")}>
        <p className={styles.business}>{user.business?.name}</p>
        <PhoneLinks />
      </PageHeader>
      <NewBulletins />
      <CasesWaiting />
      <ChecksWaiting />
      <HealthNotices />
      <div className={styles.columns}>
        <section aria-labelledby="open">
          <FromTheCadre />
          <h2 id="open" className={styles.heading}>
            {t("inbox.open")}
            {openCount > 0 && <Count>{open.hasNextPage ? waiting : openCount}</Count>}
          </h2>
          {open.isPending ? (
            <div className={styles.items}>
              <Skeletons count={3} height={260} />
            </div>
          ) : open.isError && open.data === undefined ? (
            <Failure error={open.error} retry={() => void open.refetch()} />
          ) : items.length === 0 ? (
            <Notice icon={CircleCheckBig} title={t("inbox.emptyTitle")} body={t("inbox.emptyBody")} />
          ) : (
            <>
              <ol className={styles.items} aria-live="polite" aria-relevant="additions">
                {items.map((violation) => (
                  <InboxItem
                    key={violation.id}
                    violation={violation}
                    fresh={Date.parse(violation.detected_at) > arrivedAfter}
                    onAcknowledge={(id) => setKept((ids) => [...ids, id])}
                  />
                ))}
              </ol>
              <LoadMore list={open} />
            </>
          )}
        </section>
        <Done items={below} pending={done.isPending} />
      </div>
    </>
  );
}

function Done({ items, pending }: { items: readonly Violation[]; pending: boolean }) {
  const { t } = useTranslation();
  return (
    <section aria-labelledby="done">
      <h2 id="done" className={styles.heading}>
        {t("inbox.done")}
      </h2>
      {pending ? (
        <div className={styles.items}>
          <Skeletons count={3} height={64} />
        </div>
      ) : items.length === 0 ? (
        <p className={styles.none}>{t("inbox.emptyDone")}</p>
      ) : (
        <>
          <ol className={styles.done}>
            {items.map((violation) => (
              <DoneItem key={violation.id} violation={violation} />
            ))}
          </ol>
          <Link className={styles.more} to="/history">
            {t("inbox.more")}
          </Link>
        </>
      )}
    </section>
  );
}
