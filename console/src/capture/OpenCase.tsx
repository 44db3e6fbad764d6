import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { ChevronRight, FolderCheck } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { type Capture, captureQuery, openCaseByCapture } from "../api/captures";
import { MATTERS } from "../api/cases";
import { useUser } from "../api/session";
import { FindingFields, type Found, isSaid } from "../cases/FindingFields";
import { useProblemWords } from "../parts/States";
import styles from "./OpenCase.module.css";

const MOST_WORDS = 400;

/** The case that the capture opened, or the way to open one; nothing for those who may not. */
export function OpenCase({ capture }: { capture: Capture }) {
  const { t } = useTranslation();
  const { role } = useUser();
  const [isOpen, setOpen] = useState(false);
  if (capture.case_id !== null) {
    return (
      <Link className={styles.link} to={`/cases/${capture.case_id}`} data-testid="capture-case">
        <FolderCheck size={17} aria-hidden="true" />
        {t("capture.toCase")}
        <ChevronRight className={styles.go} size={17} aria-hidden="true" />
      </Link>
    );
  }
  if (role !== "cadre" && role !== "office") return null;
  if (isOpen) return <Form capture={capture} onCancel={() => setOpen(false)} />;
  return (
    <Button
      type="primary"
      size="large"
      block
      icon={<FolderCheck size={17} aria-hidden="true" />}
      onClick={() => setOpen(true)}
      data-testid="capture-open-case"
    >
      {t("capture.openCase")}
    </Button>
  );
}

function Form({ capture, onCancel }: { capture: Capture; onCancel: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const problem = useProblemWords();
  const [found, setFound] = useState<Found>({
    matter: capture.rule,
    what: capture.note.slice(0, MOST_WORDS),
  });
  const open = useMutation({
    mutationFn: () => openCaseByCapture(capture.id, found.matter ?? "other", found.what.trim()),
    onSuccess: (changed) => {
      queries.setQueryData(captureQuery(changed.id).queryKey, changed);
      void queries.invalidateQueries({ queryKey: ["cases"] });
    },
  });
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (isSaid(found) && !open.isPending) open.mutate();
      }}
    >
      <FindingFields
        matters={MATTERS}
        found={found}
        placeholder={t("case.whatHint")}
        maxLength={MOST_WORDS}
        onChange={setFound}
      />
      <p className={styles.hint}>{t("capture.caseHint")}</p>
      {open.isError && (
        <p className={styles.failed} role="alert">
          {problem(open.error)}
        </p>
      )}
      <div className={styles.buttons}>
        <Button
          type="primary"
          size="large"
          htmlType="submit"
          disabled={!isSaid(found)}
          loading={open.isPending}
          data-testid="open-case"
        >
          {t("case.reportSend")}
        </Button>
        <Button size="large" onClick={onCancel}>
          {t("review.cancel")}
        </Button>
      </div>
    </form>
  );
}
