import { useMutation } from "@tanstack/react-query";
import { Button, Input, Radio } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type ReviewGiven, review } from "../api/queries";
import { useUser } from "../api/session";
import type { Ground, Violation } from "../api/types";
import { useLive } from "../live/context";
import { type Unsent, useUnsent } from "../parts/unsent";
import { ActionHint } from "./ActionHint";
import styles from "./ReviewForm.module.css";

const GROUNDS: Ground[] = ["worn", "unclear", "other"];

/** A cadre confirms or rejects, the business appeals; nobody else sees anything here. */
export function ReviewForm({ violation }: { violation: Violation }) {
  const { t } = useTranslation();
  const { role } = useUser();
  const [isDoubting, setDoubting] = useState(false);
  const live = useLive();
  const doubted = useUnsent<Doubt>(`review.${violation.id}`, { ground: "worn", comment: "" });
  const act = useMutation({
    mutationFn: (given: ReviewGiven) => review(violation.id, given),
    onSuccess: (changed) => {
      live.apply(changed);
      doubted.forget();
      setDoubting(false);
    },
  });
  if (role !== "cadre" && role !== "business") return null;
  const latest = violation.reviews.at(-1);
  const doubt = role === "cadre" ? "rejected" : "appealed";
  return (
    <section className={styles.review} aria-labelledby="review">
      {role === "cadre" && <h3 id="review">{t("review.title")}</h3>}
      {isDoubting ? (
        <DoubtForm
          doubted={doubted}
          isSending={act.isPending}
          send={({ ground, comment }) => act.mutate({ opinion: doubt, ground, comment: comment.trim() })}
          cancel={() => {
            doubted.forget();
            setDoubting(false);
          }}
        />
      ) : (
        <div className={styles.buttons}>
          {role === "cadre" && (
            <Button
              type={latest?.opinion === "confirmed" ? "primary" : "default"}
              aria-pressed={latest?.opinion === "confirmed"}
              loading={act.isPending}
              onClick={() => act.mutate({ opinion: "confirmed", ground: null, comment: "" })}
              data-testid="review-confirm"
            >
              {t("review.confirm")}
            </Button>
          )}
          <Button
            type={latest?.opinion === doubt ? "primary" : "default"}
            aria-pressed={latest?.opinion === doubt}
            onClick={() => setDoubting(true)}
            data-testid="review-doubt"
          >
            {t(role === "cadre" ? "review.reject" : "review.appeal")}
          </Button>
        </div>
      )}
      <ActionHint hint={t("review.hint")} failure={act.isError ? t("review.failed") : null} />
    </section>
  );
}

interface Doubt {
  ground: Ground;
  comment: string;
}

interface DoubtProps {
  doubted: Unsent<Doubt>;
  isSending: boolean;
  send: (doubt: Doubt) => void;
  cancel: () => void;
}

function DoubtForm({ doubted: { given, change }, isSending, send, cancel }: DoubtProps) {
  const { t } = useTranslation();
  const { ground, comment } = given;
  const lacksReason = ground === "other" && comment.trim() === "";
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (!lacksReason) send(given);
      }}
    >
      <Radio.Group
        aria-label={t("review.why")}
        value={ground}
        onChange={(event) => change({ ground: event.target.value as Ground })}
        options={GROUNDS.map((value) => ({ value, label: t(`review.ground.${value}`) }))}
        className={styles.grounds ?? ""}
      />
      <Input.TextArea
        aria-label={t("review.comment")}
        placeholder={t(ground === "other" ? "review.commentNeeded" : "review.comment")}
        value={comment}
        maxLength={1000}
        autoSize={{ minRows: 2, maxRows: 6 }}
        onChange={(event) => change({ comment: event.target.value })}
      />
      <div className={styles.buttons}>
        <Button
          type="primary"
          htmlType="submit"
          loading={isSending}
          disabled={lacksReason}
          data-testid="review-send"
        >
          {t("review.send")}
        </Button>
        <Button onClick={cancel}>{t("review.cancel")}</Button>
      </div>
    </form>
  );
}
