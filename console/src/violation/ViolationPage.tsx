import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Tooltip } from "antd";
import { ChevronDown, ChevronUp, FileQuestion } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams, useSearchParams } from "react-router";
import { ApiError } from "../api/client";
import { fromSearch } from "../api/filters";
import { flatten, type Pages } from "../api/lists";
import { violationQuery } from "../api/queries";
import { MAY_WATCH, useUser } from "../api/session";
import type { Violation } from "../api/types";
import { CaseLink } from "../cases/CaseLink";
import { BackButton } from "../parts/BackButton";
import { useHotkeys } from "../parts/hotkeys";
import { Failure, Notice, Skeletons } from "../parts/States";
import { useTitle } from "../parts/title";
import { PageHeader } from "../shell/PageHeader";
import { useWaiting } from "../shell/waiting";
import { CameraNow } from "./CameraNow";
import { Evidence } from "./Evidence";
import { Facts } from "./Facts";
import { OngoingMark, StateMark } from "./StateMark";
import { Story } from "./Story";
import { Sureness } from "./Sureness";
import { useNeighbours } from "./useNeighbours";
import styles from "./ViolationPage.module.css";

/** One violation with all that is known of it; the address also holds the list it was opened from. */
export function ViolationPage() {
  const { t } = useTranslation();
  const { id = "" } = useParams();
  const [search] = useSearchParams();
  const filters = fromSearch(search);
  const queries = useQueryClient();
  const query = useQuery({
    ...violationQuery(id),
    placeholderData: () => {
      const lists = queries.getQueriesData<Pages>({ queryKey: ["violations"] });
      return lists.flatMap(([, data]) => flatten(data)).find((violation) => violation.id === id);
    },
  });
  const violation = query.data;
  useTitle(violation ? t(`rule.${violation.rule}`) : t("violation.title"), useWaiting());

  return (
    <>
      <PageHeader
        title={
          <span className={styles.heading}>
            <BackButton />
            {violation && (
              <>
                <span data-testid="violation-rule" data-value={violation.rule}>
                  {t(`rule.${violation.rule}`)}
                </span>
                <StateMark violation={violation} />
                <span className={styles.ongoing}>
                  <OngoingMark violation={violation} />
                </span>
              </>
            )}
          </span>
        }
      >
        <Steps filters={filters} violation={violation} search={search} />
      </PageHeader>
      {violation !== undefined ? (
        <Body violation={violation} />
      ) : query.isError ? (
        query.error instanceof ApiError && query.error.status === 404 ? (
          <Notice icon={FileQuestion} title={t("violation.notFound")} />
        ) : (
          <Failure error={query.error} retry={() => void query.refetch()} />
        )
      ) : (
        <div className={styles.body}>
          <Skeletons count={2} height="60dvh" />
        </div>
      )}
    </>
  );
}

interface StepsProps {
  filters: ReturnType<typeof fromSearch>;
  violation: Violation | undefined;
  search: URLSearchParams;
}

/** To the violation before and after in the list; the browser's back button still leads to the list. */
function Steps({ filters, violation, search }: StepsProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { newer, older } = useNeighbours(filters, violation);
  useEffect(() => {
    if (older !== null) new Image().src = older.annotated.url;
  }, [older]);
  const to = (target: Violation | null) =>
    target === null
      ? undefined
      : () => void navigate({ pathname: `/violations/${target.id}`, search: `${search}` }, { replace: true });
  const [goNewer, goOlder] = [to(newer), to(older)];
  useHotkeys({
    j: goOlder,
    ArrowDown: goOlder,
    ArrowRight: goOlder,
    " ": goOlder,
    k: goNewer,
    ArrowUp: goNewer,
    ArrowLeft: goNewer,
  });
  return (
    <div className={styles.steps}>
      <Tooltip title={`${t("violation.newer")} · K`}>
        <Button
          icon={<ChevronUp size={18} aria-hidden="true" />}
          aria-label={t("violation.newer")}
          aria-keyshortcuts="k"
          disabled={goNewer === undefined}
          onClick={goNewer}
          data-testid="violation-newer"
        />
      </Tooltip>
      <Tooltip title={`${t("violation.older")} · J`}>
        <Button
          icon={<ChevronDown size={18} aria-hidden="true" />}
          aria-label={t("violation.older")}
          aria-keyshortcuts="j"
          disabled={goOlder === undefined}
          onClick={goOlder}
          data-testid="violation-older"
        />
      </Tooltip>
    </div>
  );
}

function Body({ violation }: { violation: Violation }) {
  const { role } = useUser();
  return (
    <article className={styles.body} data-testid="violation-page" data-id={violation.id}>
      <Evidence key={violation.id} violation={violation} />
      <div className={styles.side}>
        <CaseLink violationId={violation.id} />
        <Facts violation={violation} />
        {MAY_WATCH.includes(role) && <CameraNow cameraId={violation.camera.id} />}
      </div>
      <div className={styles.below}>
        <Sureness violation={violation} />
        <Story violation={violation} />
      </div>
    </article>
  );
}
