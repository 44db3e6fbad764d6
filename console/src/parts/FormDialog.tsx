import { Modal } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import styles from "./FormDialog.module.css";
import { useProblemWords } from "./States";

interface FormDialogProps {
  title: string;
  okText: string;
  /** px */
  width?: number;
  /** Whether all that is needed is filled in. */
  isReady: boolean;
  /** It cannot be undone. */
  isDanger?: boolean;
  act: { mutate: () => void; isPending: boolean; error: Error | null };
  /** What is said of an error in place of the usual words; nothing where they do. */
  trouble?: (error: Error) => ReactNode;
  onClose: () => void;
  children: ReactNode;
}

/** A few fields over the page, sent by the button or by Enter; a slip of the pointer beside it closes nothing. */
export function FormDialog({
  title,
  okText,
  width = 520,
  isReady,
  isDanger = false,
  act,
  trouble,
  onClose,
  children,
}: FormDialogProps) {
  const { t } = useTranslation();
  const words = useProblemWords();
  const send = () => {
    if (isReady && !act.isPending) act.mutate();
  };
  return (
    <Modal
      open
      width={width}
      title={title}
      okText={okText}
      cancelText={t("review.cancel")}
      okButtonProps={{
        danger: isDanger,
        disabled: !isReady,
        loading: act.isPending,
      }}
      mask={{ closable: false }}
      onOk={send}
      onCancel={onClose}
    >
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        {children}
        {/* Enter sends where there are several fields, too. */}
        <button type="submit" hidden />
        {act.error !== null && (
          <div className={styles.failed} role="alert">
            {trouble?.(act.error) || words(act.error)}
          </div>
        )}
      </form>
    </Modal>
  );
}

/** A field with its name above it. */
export function DialogField({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={styles.field}>
      <span>{name}</span>
      {children}
    </div>
  );
}
