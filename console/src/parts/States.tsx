import { Button } from "antd";
import { CloudOff, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../api/client";
import styles from "./States.module.css";

interface NoticeProps {
  icon: LucideIcon;
  title: string;
  body?: string;
  children?: ReactNode;
}

/** What a place says when there is nothing to list in it, and what to do about that. */
export function Notice({ icon: Icon, title, body, children }: NoticeProps) {
  return (
    <div className={styles.notice}>
      <Icon size={28} strokeWidth={1.5} aria-hidden="true" />
      <p className={styles.title}>{title}</p>
      {body !== undefined && <p className={styles.body}>{body}</p>}
      {children}
    </div>
  );
}

export function useProblemWords(): (error: unknown) => string {
  const { t } = useTranslation();
  return (error) => {
    const code = error instanceof ApiError ? error.code : "other";
    if (code === "network" || code === "forbidden" || code === "not_found") return t(`error.${code}`);
    return t("error.other");
  };
}

export function Failure({ error, retry }: { error: unknown; retry: () => void }) {
  const { t } = useTranslation();
  const words = useProblemWords();
  return (
    <div role="alert">
      <Notice icon={CloudOff} title={words(error)}>
        <Button onClick={retry}>{t("common.retry")}</Button>
      </Notice>
    </div>
  );
}

/** Beside a button: what it was to do has not been done. */
export function Undone({ error }: { error: Error | null }) {
  const words = useProblemWords();
  if (error === null) return null;
  return (
    <p className={styles.undone} role="alert">
      {words(error)}
    </p>
  );
}

/** Grey shapes where content will be. */
export function Skeletons({ count, height }: { count: number; height: number | string }) {
  const { t } = useTranslation();
  return (
    <>
      <span className="sr-only" role="status">
        {t("common.loading")}
      </span>
      {Array.from({ length: count }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the shapes are all alike
        <div key={index} className={styles.skeleton} style={{ height }} aria-hidden="true" />
      ))}
    </>
  );
}
