import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DialogField, FormDialog } from "../parts/FormDialog";
import { BULLETINS, changeBulletin, type FullBulletin } from "./api";

/** Another title or text of a draft; its figures stay. */
export function WordsForm({ bulletin, onClose }: { bulletin: FullBulletin; onClose: () => void }) {
  const { t } = useTranslation();
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
    <FormDialog
      title={t("bulletin.words")}
      okText={t("bulletin.save")}
      width={680}
      isReady={title.trim() !== ""}
      act={act}
      onClose={onClose}
    >
      <DialogField name={t("bulletin.heading")}>
        <Input
          value={title}
          maxLength={200}
          aria-label={t("bulletin.heading")}
          onChange={(event) => setTitle(event.target.value)}
          data-testid="bulletin-heading"
        />
      </DialogField>
      <DialogField name={t("bulletin.text")}>
        <Input.TextArea
          value={text}
          maxLength={8000}
          aria-label={t("bulletin.text")}
          autoSize={{ minRows: 8, maxRows: 18 }}
          onChange={(event) => setText(event.target.value)}
        />
      </DialogField>
    </FormDialog>
  );
}
