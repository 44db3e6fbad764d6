import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { ChevronRight, FileSignature } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { type CaseLine, casesQuery } from "../api/cases";
import { CaseMark } from "../cases/CaseMark";
import { DueClock } from "../cases/DueClock";
import { useMyTurn } from "../cases/queues";
import { useCaseTitle } from "../cases/words";
import { ownCommitmentQuery } from "../commitment/api";
import { Count } from "../parts/Count";
import { Failure } from "../parts/States";
import { WaitLink } from "../parts/WaitLink";
import { useNow } from "../time/clock";
import styles from "./Burning.module.css";
import { commitmentNeeds } from "./days";

const MOST_CASES = 4;

/** What does not wait: the cadre's own cases nearest their deadline, and a commitment to be signed. */
export function Burning() {
  const { t } = useTranslation();
  const cases = useInfiniteQuery(casesQuery("mine"));
  const { waiting } = useMyTurn();
  const items = cases.data?.pages[0]?.items ?? [];
  return (
    <>
      <Unsigned />
      {cases.isError && cases.data === undefined && (
        <Failure error={cases.error} retry={() => void cases.refetch()} />
      )}
      {items.length > 0 && (
        <section className={styles.burning} aria-labelledby="burning" data-testid="burning">
          <h2 id="burning" className={styles.heading}>
            {t("today.burning")}
            {waiting > 0 && <Count>{waiting}</Count>}
            <Link className={styles.all} to="/cases?queue=mine">
              {t("today.allCases")}
              <ChevronRight size={16} aria-hidden="true" />
            </Link>
          </h2>
          <ol className={styles.cases}>
            {items.slice(0, MOST_CASES).map((item) => (
              <Line key={item.id} item={item} />
            ))}
          </ol>
        </section>
      )}
    </>
  );
}

function Line({ item }: { item: CaseLine }) {
  const title = useCaseTitle()(item);
  return (
    <li>
      <Link
        className={styles.case}
        to={`/cases/${item.id}?queue=mine`}
        data-step=""
        data-testid={`burning-${item.id}`}
      >
        <span className={styles.what}>
          <strong>{title}</strong> <CaseMark item={item} />
          <span className={styles.where}>{item.business.name}</span>
        </span>
        <DueClock item={item} />
      </Link>
    </li>
  );
}

/** Says that the commitment is not signed, or soon not in force any more. */
function Unsigned() {
  const { t } = useTranslation();
  const own = useQuery(ownCommitmentQuery);
  const now = useNow();
  if (own.data === undefined) return null;
  const need = commitmentNeeds(own.data, now);
  if (need === null) return null;
  return (
    <WaitLink icon={FileSignature} to="/commitment" testId="commitment-needed" isStep>
      {t(`today.commitment.${need.what}`, { count: need.days })}
    </WaitLink>
  );
}
