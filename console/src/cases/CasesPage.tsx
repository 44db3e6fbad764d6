import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Button, Segmented } from "antd";
import { CircleCheckBig, FolderOpen, ImageOff, Plus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useSearchParams } from "react-router";
import {
  type CaseLine,
  type CaseState,
  type CasesOf,
  caseCountsQuery,
  casesQuery,
  MATTERS,
  QUEUES,
  type Queue,
} from "../api/cases";
import { useUser } from "../api/session";
import { useHotkeys, useSteps } from "../parts/hotkeys";
import { Paged } from "../parts/Paged";
import { Notice, Skeletons } from "../parts/States";
import { useTitle } from "../parts/title";
import { useCameraWords } from "../parts/words";
import { PageHeader } from "../shell/PageHeader";
import { useWaiting } from "../shell/waiting";
import { When } from "../time/When";
import { CaseMark } from "./CaseMark";
import styles from "./CasesPage.module.css";
import { DueClock } from "./DueClock";
import { mayFind, queuesOf, useMyTurn } from "./queues";
import { useCaseTitle, useSaid } from "./words";

/** The cases that wait for the reader, by deadline; the queue and the business stand in the address. */
export function CasesPage() {
  const { t } = useTranslation();
  const { role } = useUser();
  const [search, setSearch] = useSearchParams();
  const queues = queuesOf(role);
  const queue: Queue = QUEUES.find((name) => name === search.get("queue")) ?? queues[0] ?? "open";
  const matter = MATTERS.find((name) => name === search.get("matter")) ?? null;
  const of = { business: search.get("business"), area: search.get("area"), matter };
  const isPart = of.business !== null || of.area !== null || matter !== null;
  const { waiting } = useMyTurn();
  const { data: counts } = useQuery(caseCountsQuery);
  const parties = Object.values(counts?.parties ?? {});
  const sums: Record<Queue, number> = {
    mine: waiting,
    open: parties.reduce((sum, party) => sum + party.waiting, 0),
    overdue: parties.reduce((sum, party) => sum + party.overdue, 0),
    ended: 0,
  };
  useTitle(t("case.title"), useWaiting());
  useSteps();
  const navigate = useNavigate();
  useHotkeys({ n: mayFind(role) ? () => void navigate("/cases/new") : undefined });
  return (
    <>
      <PageHeader title={t("case.title")}>
        {mayFind(role) && (
          <Link className={styles.report ?? ""} to="/cases/new" data-testid="report">
            <Button icon={<Plus size={16} aria-hidden="true" />} tabIndex={-1}>
              {t(role === "business" ? "case.reportOwn" : "case.report")}
            </Button>
          </Link>
        )}
      </PageHeader>
      <div className={styles.page}>
        <Segmented<Queue>
          className={styles.queues ?? ""}
          aria-label={t("case.queues")}
          value={queue}
          onChange={(next) => {
            const to = new URLSearchParams(search);
            to.set("queue", next);
            setSearch(to, { replace: true });
          }}
          options={queues.map((value) => ({
            value,
            label: (
              <span data-testid={`case-queue-${value}`}>
                {t(`case.queue.${value}`)}
                {!isPart && sums[value] > 0 && <span className={styles.count}>{sums[value]}</span>}
              </span>
            ),
          }))}
        />
        <select
          className={styles.matter}
          aria-label={t("case.everyMatter")}
          value={matter ?? ""}
          onChange={({ target }) => {
            const to = new URLSearchParams(search);
            if (target.value === "") to.delete("matter");
            else to.set("matter", target.value);
            setSearch(to, { replace: true });
          }}
          data-testid="case-matter"
        >
          <option value="">{t("case.everyMatter")}</option>
          {MATTERS.map((name) => (
            <option key={name} value={name}>
              {t(`matter.${name}`)}
            </option>
          ))}
        </select>
        <Lines queue={queue} of={of} />
      </div>
    </>
  );
}

function Lines({ queue, of }: { queue: Queue; of: CasesOf }) {
  const { t } = useTranslation();
  const { role } = useUser();
  const list = useInfiniteQuery(casesQuery(queue, of));
  const clear = queue === "mine" || queue === "overdue";
  return (
    <Paged
      list={list}
      waiting={<Skeletons count={5} height={92} />}
      empty={
        <Notice
          icon={clear ? CircleCheckBig : FolderOpen}
          title={t(`case.emptyTitle.${queue}`)}
          body={queue === "mine" ? t(`case.empty.${role}`) : t(`case.emptyBody.${queue}`)}
        />
      }
    >
      {(items) => (
        <ol className={styles.lines} data-testid="case-list">
          {items.map((item) => (
            <Line key={item.id} item={item} search={searchOf(queue, of)} />
          ))}
        </ol>
      )}
    </Paged>
  );
}

/** Somebody has handed it to somebody else, and said why. */
const HANDED_ON: readonly CaseState[] = ["escalated", "referred", "appealed"];

/** What the case's page needs to know of the list it was opened from. */
function searchOf(queue: Queue, { business, area, matter }: CasesOf): string {
  const search = new URLSearchParams({ queue });
  if (business) search.set("business", business);
  if (area) search.set("area", area);
  if (matter) search.set("matter", matter);
  return `${search}`;
}

function Line({ item, search }: { item: CaseLine; search: string }) {
  const { t } = useTranslation();
  const title = useCaseTitle()(item);
  const said = useSaid();
  const cameraWords = useCameraWords();
  const next = item.mine ? item.acts[0] : undefined;
  return (
    <li
      className={styles.line}
      data-testid={`case-line-${item.id}`}
      data-state={item.state}
      data-mine={item.mine}
    >
      {item.picture === null ? (
        <span className={styles.nothing}>
          <ImageOff size={20} strokeWidth={1.5} aria-hidden="true" />
        </span>
      ) : (
        <img className={styles.picture} src={item.picture} alt="" loading="lazy" decoding="async" />
      )}
      <div className={styles.what}>
        <Link className={styles.link} to={`/cases/${item.id}?${search}`} data-step="">
          {title}
        </Link>
        <CaseMark item={item} />
        {item.severity === "illegal" && <span className={styles.illegal}>{t("case.severity.illegal")}</span>}
        <p className={styles.where}>
          {item.business.name}
          {item.source !== "detector" && ` · ${t(`case.source.${item.source}`)}`}
          {item.violation !== null && ` · ${cameraWords(item.violation.camera)}`}
          {item.violations > 1 && ` · ${t("case.violations", { count: item.violations })}`}
        </p>
        {HANDED_ON.includes(item.state) && item.why !== "" && (
          <q className={styles.why} data-testid="case-why">
            {said(item.why, item.why_asked)}
          </q>
        )}
      </div>
      <div className={styles.turn}>
        <DueClock item={item} />
        {item.ended_at !== null && (
          <span className={styles.soft}>
            <When at={item.ended_at} />
          </span>
        )}
        {next !== undefined ? (
          <span className={styles.next}>{t(`case.act.${next}`)}</span>
        ) : (
          item.owner !== null && (
            <span className={styles.soft}>
              {t("case.turnOf", { who: item.owner.name ?? t(`case.party.${item.owner.party}`) })}
            </span>
          )
        )}
      </div>
    </li>
  );
}
