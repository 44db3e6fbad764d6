import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Popconfirm, Segmented } from "antd";
import { Award, CircleCheckBig, CircleX, GraduationCap, Plus, Trash2 } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useSearchParams } from "react-router";
import { useUser } from "../api/session";
import { useLanguage } from "../i18n/language";
import { useGo } from "../office/search";
import { DateField } from "../parts/DateField";
import { useHotkeys, useSteps } from "../parts/hotkeys";
import { Paged } from "../parts/Paged";
import { SearchField } from "../parts/SearchField";
import { Notice, Skeletons, Undone } from "../parts/States";
import { useTitle } from "../parts/title";
import { PageHeader } from "../shell/PageHeader";
import { dayWords } from "../today/days";
import { dropTraining, KINDS, TRAININGS, type Training, trainingsQuery } from "./api";
import styles from "./TrainingsPage.module.css";

// Its fields are heavy, and the list is of use without them.
const TrainingForm = lazy(async () => ({ default: (await import("./TrainingForm")).TrainingForm }));

const SHOWS = ["all", ...KINDS] as const;

/** Trainings, competitions and sample tests as recorded; kind, words and days stand in the address. */
export function TrainingsPage() {
  const { t } = useTranslation();
  const { role } = useUser();
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const go = useGo();
  const [adding, setAdding] = useState(false);
  const mayAct = role === "office" || role === "admin";
  const kind = KINDS.find((name) => name === search.get("kind")) ?? null;
  const q = search.get("q") ?? "";
  const [since, until] = [search.get("since") ?? "", search.get("until") ?? ""];
  const list = useInfiniteQuery(trainingsQuery({ kind, q, since, until }));
  const filtered = kind !== null || q !== "" || since !== "" || until !== "";
  const set = (change: Record<string, string | null>) =>
    void navigate(go(change), { replace: true, preventScrollReset: true });
  useTitle(t("training.title"));
  useSteps();
  useHotkeys({ n: mayAct ? () => setAdding(true) : undefined });
  const add = mayAct && (
    <Button
      type="primary"
      icon={<Plus size={16} aria-hidden="true" />}
      onClick={() => setAdding(true)}
      data-testid="record-training"
    >
      {t("training.record")}
    </Button>
  );
  return (
    <>
      <PageHeader title={t("training.title")}>
        <div className={styles.right}>{add}</div>
      </PageHeader>
      <div className={styles.page}>
        <div className={styles.tools}>
          <Segmented
            aria-label={t("training.kinds")}
            value={kind ?? "all"}
            onChange={(next) => set({ kind: next === "all" ? null : next })}
            options={SHOWS.map((value) => ({ value, label: t(`training.kind.${value}`) }))}
          />
          <SearchField q={q} onChange={(next) => set({ q: next })} label={t("training.search")} />
          <span className={styles.days}>
            <DateField
              label={t("training.since")}
              value={since}
              max={until}
              onChange={(day) => set({ since: day })}
            />
            –
            <DateField
              label={t("training.until")}
              value={until}
              min={since}
              onChange={(day) => set({ until: day })}
            />
          </span>
        </div>
        <Paged
          list={list}
          waiting={
            <div className={styles.skeletons}>
              <Skeletons count={4} height={96} />
            </div>
          }
          empty={
            <Notice
              icon={GraduationCap}
              title={t(filtered ? "training.noneTitle" : "training.emptyTitle")}
              body={t(filtered ? "training.noneBody" : "training.emptyBody")}
            >
              {!filtered && add}
            </Notice>
          }
        >
          {(items) => (
            <ol className={styles.items} data-testid="trainings">
              {items.map((item) => (
                <Item key={item.id} training={item} mayAct={mayAct} />
              ))}
            </ol>
          )}
        </Paged>
      </div>
      {adding && (
        <Suspense>
          <TrainingForm onClose={() => setAdding(false)} />
        </Suspense>
      )}
    </>
  );
}

function Item({ training, mayAct }: { training: Training; mayAct: boolean }) {
  const { t } = useTranslation();
  const [language] = useLanguage();
  const queries = useQueryClient();
  const drop = useMutation({
    mutationFn: () => dropTraining(training.id),
    onSuccess: () => queries.invalidateQueries({ queryKey: TRAININGS }),
  });
  const { participants } = training;
  const businesses = participants.filter(({ business }) => business !== null).length;
  const tested = participants.filter(({ passed }) => passed !== null);
  const passed = tested.filter((item) => item.passed).length;
  return (
    <li className={styles.item} data-testid={`training-${training.id}`}>
      <div className={styles.head}>
        <time className={styles.day} dateTime={training.day}>
          {training.day.slice(0, 4)}
          <strong>{dayWords(training.day, language)}</strong>
        </time>
        <div className={styles.what}>
          <p>
            <span className={styles.kind}>{t(`training.kind.${training.kind}`)}</span>
            <strong>{training.title}</strong>
          </p>
          <p className={styles.soft}>
            {training.area.name} · {t("training.businesses", { count: businesses })} ·{" "}
            {t("training.cadres", { count: participants.length - businesses })}
            {tested.length > 0 && ` · ${t("training.passedOf", { passed, count: tested.length })}`}
          </p>
          {training.note !== "" && <p className={styles.soft}>{training.note}</p>}
          <Undone error={drop.error} />
        </div>
        {mayAct && (
          <Popconfirm
            title={t("training.dropTitle", { title: training.title })}
            description={t("training.dropBody")}
            okText={t("training.drop")}
            cancelText={t("review.cancel")}
            onConfirm={() => drop.mutate()}
          >
            <Button
              type="text"
              loading={drop.isPending}
              aria-label={t("training.drop")}
              icon={<Trash2 size={16} aria-hidden="true" />}
            />
          </Popconfirm>
        )}
      </div>
      {participants.length > 0 && (
        <details className={styles.details}>
          <summary data-step="">{t("training.whoTookPart")}</summary>
          <ul className={styles.people}>
            {participants.map((item) => (
              <li key={item.business?.id ?? item.cadre?.id}>
                <span>
                  {item.business?.name ?? item.cadre?.name}
                  {item.people > 1 && (
                    <span className={styles.soft}> {t("training.people", { count: item.people })}</span>
                  )}
                </span>
                <span className={styles.result} data-passed={item.passed ?? undefined}>
                  {item.score !== null && t("training.score", { score: item.score })}
                  {item.passed !== null && (
                    <>
                      {item.passed ? (
                        <CircleCheckBig size={14} aria-hidden="true" />
                      ) : (
                        <CircleX size={14} aria-hidden="true" />
                      )}
                      {t(item.passed ? "training.passed" : "training.failed")}
                    </>
                  )}
                  {item.note !== "" && (
                    <span className={styles.soft}>
                      <Award size={13} aria-hidden="true" /> {item.note}
                    </span>
                  )}
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </li>
  );
}
