import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useProblemWords } from "../parts/States";
import { BULLETINS, changeBulletin, type FullBulletin } from "./api";
import styles from "./Forms.module.css";

/** Another title or text of a draft; its figures stay. */
export function WordsForm({ bulletin, onClose }: { bulletin: FullBulletin; onClose: () => void }) {
  const { t } = useTranslation();
  const words = useProblemWords();
  const queries = useQueryClient();
  const [title, setTitle] = useState(bulletin.title);
  const [text, setText] = useState(bulletin.text);
  const act = useMutation({
    mutationFn: () => changeBulletin(bulletin.id, title.trim(), text.trim()),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: BULLETINS });
      onClose();
    },
  });
  return (
    <Modal
      open
      width={680}
      title={t("bulletin.words")}
      okText={t("bulletin.save")}
      cancelText={t("review.cancel")}
      okButtonProps={{ disabled: title.trim() === "", loading: act.isPending }}
      onOk={() => act.mutate()}
      onCancel={onClose}
    >
      <div className={styles.form}>
        <div className={styles.field}>
          <span>{t("bulletin.heading")}</span>
          <Input
            value={title}
            maxLength={200}
            aria-label={t("bulletin.heading")}
            onChange={(event) => setTitle(event.target.value)}
            data-testid="bulletin-heading"
          />
        </div>
        <div className={styles.field}>
          <span>{t("bulletin.text")}</span>
          <Input.TextArea
            value={text}
            maxLength={8000}
            aria-label={t("bulletin.text")}
            autoSize={{ minRows: 8, maxRows: 18 }}
            onChange={(event) => setText(event.target.value)}
          />
        </div>
        {act.error && (
          <p className={styles.failed} role="alert">
            {words(act.error)}
          </p>
        )}
      </div>
    </Modal>
  );
}
