import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Popconfirm } from "antd";
import { ClipboardCheck, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { dropInspection, type InspectionBrief, inspectionsQuery } from "../api/inspections";
import { useUser } from "../api/session";
import { HistoryTabs } from "../history/HistoryTabs";
import { BusinessChoice } from "../parts/BusinessChoice";
import { useSteps } from "../parts/hotkeys";
import { Paged } from "../parts/Paged";
import { Notice, Skeletons, Undone } from "../parts/States";
import { useTitle } from "../parts/title";
import { PageHeader } from "../shell/PageHeader";
import { When } from "../time/When";
import styles from "./InspectionsPage.module.css";
import { InspectionMark } from "./Mark";
import { StartEither } from "./StartEither";

/** Drafts to go on with, then everything that was signed. */
export function InspectionsPage() {
  const { t } = useTranslation();
  const inspects = useUser().role === "cadre";
  const list = useInfiniteQuery(inspectionsQuery(""));
  useTitle(t("inspection.title"));
  useSteps();
  return (
    <>
      <PageHeader title={t("inspection.title")}>
        <HistoryTabs />
        {inspects && <Start />}
      </PageHeader>
      <div className={styles.page}>
        <Paged
          list={list}
          waiting={
            <div className={styles.items}>
              <Skeletons count={5} height={68} />
            </div>
          }
          empty={
            <Notice
              icon={ClipboardCheck}
              title={t("inspection.emptyTitle")}
              body={t(inspects ? "inspection.emptyBody" : "inspection.emptyOthers")}
            />
          }
        >
          {(items) => (
            <>
              <Section
                title={t("inspection.drafts")}
                items={items.filter((item) => item.finished_at === null)}
              />
              <Section
                title={t("inspection.signedOnes")}
                items={items.filter((item) => item.finished_at !== null)}
              />
            </>
          )}
        </Paged>
      </div>
    </>
  );
}

function Section({ title, items }: { title: string; items: readonly InspectionBrief[] }) {
  if (items.length === 0) return null;
  return (
    <section>
      <h2 className={styles.heading}>{title}</h2>
      <ol className={styles.items}>
        {items.map((item) => (
          <Row key={item.id} inspection={item} />
        ))}
      </ol>
    </section>
  );
}

function Start() {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<string | null>(null);
  return (
    <div className={styles.start}>
      <BusinessChoice
        className={styles.business}
        label={t("inspection.business")}
        none={t("inspection.business")}
        value={chosen}
        onChange={setChosen}
        testId="inspection-business"
      />
      <StartEither className={styles.either} businessId={chosen} />
    </div>
  );
}

function Row({ inspection }: { inspection: InspectionBrief }) {
  const { t } = useTranslation();
  const { id, mode, business, inspector, answered, asked, problems, finished_at, started_at } = inspection;
  const draft = finished_at === null;
  return (
    <li className={styles.row} data-testid={`inspection-row-${id}`}>
      <Link className={styles.link} to={`/inspections/${id}`} data-step="">
        <span className={styles.name}>{business.name}</span>
        <span className={styles.soft}>
          {t(`inspection.mode.${mode}`)} · {inspector.name} · <When at={finished_at ?? started_at} />
        </span>
      </Link>
      <span className={styles.numbers}>
        {draft ? (
          <span className={styles.progress} title={`${answered} / ${asked}`}>
            <span style={{ width: `${(100 * answered) / Math.max(1, asked)}%` }} />
          </span>
        ) : (
          problems > 0 && <strong>{t("inspection.problems", { count: problems })}</strong>
        )}
        <span className={styles.soft}>{draft ? `${answered} / ${asked}` : null}</span>
      </span>
      <InspectionMark inspection={inspection} />
      {draft && <Drop id={id} name={business.name} />}
    </li>
  );
}

function Drop({ id, name }: { id: string; name: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const drop = useMutation({
    mutationFn: dropInspection,
    onSuccess: () => void queries.invalidateQueries({ queryKey: ["inspections"] }),
  });
  return (
    <>
      <Undone error={drop.error} />
      <Popconfirm
        title={t("inspection.dropTitle", { name })}
        description={t("inspection.dropBody")}
        okText={t("inspection.drop")}
        okButtonProps={{ danger: true }}
        onConfirm={() => drop.mutate(id)}
      >
        <Button
          type="text"
          icon={<Trash2 size={16} aria-hidden="true" />}
          aria-label={t("inspection.drop")}
          loading={drop.isPending}
        />
      </Popconfirm>
    </>
  );
}
