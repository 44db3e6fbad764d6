import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Popconfirm } from "antd";
import {
  FileSpreadsheet,
  FileText,
  PencilLine,
  Send,
  ShieldCheck,
  Trash2,
  TriangleAlert,
} from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams, useSearchParams } from "react-router";
import { useUser } from "../api/session";
import { MEASURES, type Measure } from "../overview/measures";
import { BackButton } from "../parts/BackButton";
import { useHotkeys, useSteps } from "../parts/hotkeys";
import { Failure, Skeletons } from "../parts/States";
import { useTitle } from "../parts/title";
import { PageHeader } from "../shell/PageHeader";
import { When } from "../time/When";
import { BULLETINS, bulletinQuery, dropBulletin, type FullBulletin, readBulletin } from "./api";
import styles from "./BulletinPage.module.css";
import { Compared } from "./Compared";
import { Mark } from "./Mark";
import { PublishForm } from "./PublishForm";
import { Ranking } from "./Ranking";
import { Trend } from "./Trend";
import { WordsForm } from "./WordsForm";
import { useDays, usePeriodWords } from "./words";

/** A bulletin: its words, its figures beside those of the periods before, who is best and worst. */
export function BulletinPage() {
  const { t } = useTranslation();
  const { id = "" } = useParams();
  const query = useQuery(bulletinQuery(id));
  useTitle(query.data?.title ?? t("bulletin.title"));
  useSteps();
  if (query.data !== undefined) return <Loaded bulletin={query.data} />;
  return (
    <>
      <PageHeader title={t("bulletin.title")} />
      {query.isError ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : (
        <div className={styles.page}>
          <Skeletons count={3} height={180} />
        </div>
      )}
    </>
  );
}

function Loaded({ bulletin }: { bulletin: FullBulletin }) {
  const { t } = useTranslation();
  const period = usePeriodWords();
  const days = useDays();
  const [search, setSearch] = useSearchParams();
  const measure: Measure = MEASURES.find((name) => name === search.get("measure")) ?? "done";
  const choose = (next: Measure) => setSearch({ measure: next }, { replace: true, preventScrollReset: true });
  const step = (by: 1 | -1) =>
    choose(MEASURES[(MEASURES.indexOf(measure) + by + MEASURES.length) % MEASURES.length] ?? measure);
  useHotkeys({ ArrowRight: () => step(1), ArrowLeft: () => step(-1) });
  useRead(bulletin);
  return (
    <>
      <PageHeader
        title={
          <>
            <BackButton />
            {t(`bulletin.kind.${bulletin.kind}`)}
          </>
        }
      >
        <Mark bulletin={bulletin} />
        <Acts bulletin={bulletin} />
      </PageHeader>
      <article className={styles.page} data-testid="bulletin">
        <section className={styles.paper}>
          <h2 className={styles.title}>{bulletin.title}</h2>
          <p className={styles.soft}>
            {bulletin.area.name} · {period(bulletin.kind, bulletin.first)} ·{" "}
            {days(bulletin.first, bulletin.last)}
          </p>
          <div className={styles.text}>
            {bulletin.text.split(/\n+/).map((line, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: lines have no names and do not move
              <p key={index}>{line}</p>
            ))}
          </div>
        </section>
        <Compared bulletin={bulletin} measure={measure} onMeasure={choose} />
        <div className={styles.plots}>
          <Trend bulletin={bulletin} measure={measure} />
          <Ranking bulletin={bulletin} />
        </div>
        <Businesses bulletin={bulletin} />
        <Proof bulletin={bulletin} />
      </article>
    </>
  );
}

/** Opening a published bulletin is reading it. */
function useRead({ id, published_at, read }: FullBulletin): void {
  const queries = useQueryClient();
  const unread = published_at !== null && !read;
  useEffect(() => {
    if (!unread) return;
    readBulletin(id)
      .then(() => queries.invalidateQueries({ queryKey: BULLETINS }))
      // Not noted: it stays among the new ones.
      .catch(() => undefined);
  }, [id, unread, queries]);
}

function Acts({ bulletin }: { bulletin: FullBulletin }) {
  const { t } = useTranslation();
  const { role } = useUser();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [doing, setDoing] = useState<"words" | "publish" | null>(null);
  const isDraft = bulletin.published_at === null && (role === "office" || role === "admin");
  const drop = useMutation({
    mutationFn: () => dropBulletin(bulletin.id),
    onSuccess: async () => {
      await navigate("/bulletins");
      await queries.invalidateQueries({ queryKey: BULLETINS });
    },
  });
  const file = (form: string) => `/api/v1/bulletins/${bulletin.id}/${form}`;
  return (
    <div className={styles.acts}>
      <Button href={file("pdf")} target="_blank" icon={<FileText size={16} aria-hidden="true" />}>
        PDF
      </Button>
      <Button href={file("xlsx")} icon={<FileSpreadsheet size={16} aria-hidden="true" />}>
        XLSX
      </Button>
      {isDraft && (
        <>
          <Popconfirm
            title={t("bulletin.dropTitle")}
            description={t("bulletin.dropBody")}
            okText={t("bulletin.drop")}
            cancelText={t("review.cancel")}
            onConfirm={() => drop.mutate()}
          >
            <Button
              loading={drop.isPending}
              aria-label={t("bulletin.drop")}
              icon={<Trash2 size={16} aria-hidden="true" />}
            />
          </Popconfirm>
          <Button
            onClick={() => setDoing("words")}
            icon={<PencilLine size={16} aria-hidden="true" />}
            data-testid="bulletin-words"
          >
            {t("bulletin.edit")}
          </Button>
          <Button
            type="primary"
            onClick={() => setDoing("publish")}
            icon={<Send size={16} aria-hidden="true" />}
            data-testid="bulletin-publish"
          >
            {t("bulletin.publish")}
          </Button>
        </>
      )}
      {doing === "words" && <WordsForm bulletin={bulletin} onClose={() => setDoing(null)} />}
      {doing === "publish" && <PublishForm bulletin={bulletin} onClose={() => setDoing(null)} />}
    </div>
  );
}

function Businesses({ bulletin }: { bulletin: FullBulletin }) {
  const { t } = useTranslation();
  const sides = [
    ["best", bulletin.best_businesses],
    ["worst", bulletin.worst_businesses],
  ] as const;
  if (sides.every(([, items]) => items.length === 0)) return null;
  return (
    <div className={styles.plots}>
      {sides.map(([side, items]) => (
        <section key={side} className={styles.box}>
          <h2>{t(`bulletin.businesses.${side}`)}</h2>
          {items.length === 0 ? (
            <p className={styles.soft}>{t("bulletin.none")}</p>
          ) : (
            <ol className={styles.businesses}>
              {items.map((item) => (
                <li key={item.id}>
                  <span>
                    <strong>{item.name}</strong> <span className={styles.soft}>{item.area}</span>
                  </span>
                  <span className={styles.soft}>
                    {side === "worst" && t("bulletin.cases", { count: item.cases })}
                    {side === "worst" && item.risk !== null && " · "}
                    {item.risk !== null && t("bulletin.risk", { score: Math.round(item.risk) })}
                  </span>
                </li>
              ))}
            </ol>
          )}
        </section>
      ))}
    </div>
  );
}

/** By what the figures are known never to have changed, and who was told. */
function Proof({ bulletin }: { bulletin: FullBulletin }) {
  const { t } = useTranslation();
  const Icon = bulletin.genuine ? ShieldCheck : TriangleAlert;
  return (
    <footer className={styles.proof}>
      <p className={bulletin.genuine ? styles.genuine : styles.broken}>
        <Icon size={16} aria-hidden="true" />
        {t(bulletin.genuine ? "bulletin.genuine" : "bulletin.broken")}
      </p>
      <p>
        {bulletin.made_by === null
          ? t("bulletin.madeByItself")
          : t("bulletin.madeBy", { name: bulletin.made_by })}{" "}
        · <When at={bulletin.made_at} />
      </p>
      {bulletin.published_at !== null && (
        <p>
          {t("bulletin.publishedBy", {
            name: bulletin.published_by,
            to: bulletin.recipients.map((item) => t(`bulletin.to.${item}`)).join(t("and")),
          })}{" "}
          · <When at={bulletin.published_at} />
        </p>
      )}
      <p className={styles.hash}>SHA-256 {bulletin.content_hash}</p>
    </footer>
  );
}
