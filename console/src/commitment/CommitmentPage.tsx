import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { FileText } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, post } from "../api/client";
import { useUser } from "../api/session";
import { useLanguage } from "../i18n/language";
import { ChangeForm } from "../office/ChangeForm";
import { Failure, Skeletons, useProblemWords } from "../parts/States";
import { useTitle } from "../parts/title";
import { PageHeader } from "../shell/PageHeader";
import { absoluteTime } from "../time/relative";
import { type OwnCommitment, ownCommitmentQuery, type Signature } from "./api";
import styles from "./CommitmentPage.module.css";

/** What a cadre commits to: read, signed with one's name, and kept as PDF. */
export function CommitmentPage() {
  const { t } = useTranslation();
  const user = useUser();
  const own = useQuery(ownCommitmentQuery);
  const [isReporting, setReporting] = useState(false);
  useTitle(t("commitment.title"));
  return (
    <>
      <PageHeader title={t("commitment.title")} />
      <div className={styles.page}>
        {own.isPending ? (
          <Skeletons count={1} height={420} />
        ) : own.isError && own.data === undefined ? (
          <Failure error={own.error} retry={() => void own.refetch()} />
        ) : (
          <Commitment own={own.data} />
        )}
        <p className={styles.soft}>
          {t("commitment.changes")}{" "}
          <Button type="link" onClick={() => setReporting(true)}>
            {t("areas.report")}
          </Button>
        </p>
      </div>
      {isReporting && <ChangeForm cadre={user} onClose={() => setReporting(false)} />}
    </>
  );
}

function Commitment({ own }: { own: OwnCommitment }) {
  const { t } = useTranslation();
  const [language] = useLanguage();
  const signed = own.signature;
  return (
    <>
      <div className={`${styles.state} ${own.is_newest ? "" : styles.due}`} role="status">
        <strong>
          {signed === null
            ? t("commitment.unsigned")
            : t(own.is_newest ? "commitment.signed" : "commitment.renewed")}
        </strong>
        {signed !== null && (
          <>
            <span>
              {t("commitment.until", {
                signed: absoluteTime(Date.parse(signed.signed_at), language),
                until: new Date(signed.valid_until).toLocaleDateString(language),
              })}
            </span>
            <a href={`/api/v1/commitments/${signed.number}/pdf`} target="_blank" rel="noreferrer">
              <Button icon={<FileText size={16} aria-hidden="true" />} tabIndex={-1}>
                PDF
              </Button>
            </a>
          </>
        )}
      </div>
      <article className={styles.text} lang="zh-CN">
        <h2>{own.title}</h2>
        {own.text.split("\n").map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of a text have no other name
          <p key={index}>{line}</p>
        ))}
      </article>
      {own.is_newest ? (
        <p className={styles.soft}>
          {t("commitment.chain", { number: signed?.number ?? 0 })} {signed?.link}
        </p>
      ) : (
        <Sign own={own} />
      )}
    </>
  );
}

function Sign({ own }: { own: OwnCommitment }) {
  const { t } = useTranslation();
  const user = useUser();
  const words = useProblemWords();
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const act = useMutation({
    mutationFn: () =>
      post<Signature>("commitments", { name: name.trim(), version: own.version, text_hash: own.text_hash }),
    onSettled: () => queries.invalidateQueries({ queryKey: ownCommitmentQuery.queryKey }),
  });
  return (
    <form
      className={styles.sign}
      onSubmit={(event) => {
        event.preventDefault();
        act.mutate();
      }}
    >
      <div className={styles.row}>
        <span>{t("commitment.name", { name: user.name })}</span>
        <Input
          value={name}
          autoComplete="off"
          aria-label={t("commitment.name", { name: user.name })}
          onChange={(event) => setName(event.target.value)}
          data-testid="commitment-name"
        />
        <Button
          type="primary"
          htmlType="submit"
          loading={act.isPending}
          disabled={name.trim() !== user.name}
          data-testid="commitment-sign"
        >
          {t("commitment.sign")}
        </Button>
      </div>
      <p className={styles.soft}>{t("commitment.hint", { version: own.version })}</p>
      {act.error && (
        <p className={styles.failed} role="alert">
          {act.error instanceof ApiError && act.error.code === "conflict"
            ? t("commitment.conflict")
            : words(act.error)}
        </p>
      )}
    </form>
  );
}
