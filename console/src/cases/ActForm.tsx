import { Button, Input, Radio } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Act, type ActGiven, type CaseFile, uploadPicture } from "../api/cases";
import type { Ground } from "../api/types";
import { smaller } from "../parts/photo";
import { useUnsent } from "../parts/unsent";
import styles from "./ActForm.module.css";
import { PhotoPicker, usePhoto } from "./PhotoPicker";

const GROUNDS: Ground[] = ["worn", "unclear", "other"];
const WITH_GROUND: readonly Act[] = ["reject", "appeal", "uphold"];
const WITH_REASON: readonly Act[] = ["fail", "dismiss", "escalate", "give_back", "handle", "reopen", "note"];
const MAY_SHOW: readonly Act[] = ["fail", "handle", "note", "appeal", "escalate"];

/** What is filled in for an act is kept under this name until the act is done. */
export function nameOfAct(caseId: string, act: Act): string {
  return `case.${caseId}.${act}`;
}

type Given = Omit<ActGiven, "step" | "act">;

interface ActFormProps {
  act: Act;
  file: CaseFile;
  isSending: boolean;
  send: (given: Given) => void;
  cancel: () => void;
}

/** What an act needs: why, for what ground, a picture of what has been put right. */
export function ActForm({ act, file, isSending, send, cancel }: ActFormProps) {
  const { t } = useTranslation();
  const {
    given: filled,
    change,
    forget,
  } = useUnsent(nameOfAct(file.id, act), {
    ground: "worn" as Ground,
    reason: "",
  });
  const { ground, reason } = filled;
  const [isUploading, setUploading] = useState(false);
  const [failed, setFailed] = useState(false);
  const photo = usePhoto();
  const corrects = act === "correct";
  const asksGround = WITH_GROUND.includes(act);
  const needsReason = WITH_REASON.includes(act) || (asksGround && ground === "other");
  const lacks = (needsReason && reason.trim() === "") || (corrects && photo.file === null);

  const submit = async () => {
    const given: Given = { reason: reason.trim(), ...(asksGround ? { ground } : {}) };
    if (photo.file === null) return send(given);
    setUploading(true);
    setFailed(false);
    try {
      const { key } = await uploadPicture(file.id, await smaller(photo.file));
      send({ ...given, pictures: [{ kind: corrects ? "after" : "other", key }] });
    } catch {
      setFailed(true);
    } finally {
      setUploading(false);
    }
  };
  return (
    <form
      className={styles.form}
      data-testid={`case-form-${act}`}
      onSubmit={(event) => {
        event.preventDefault();
        if (!lacks && !isUploading) void submit();
      }}
    >
      <h3>{t(`case.act.${act}`)}</h3>
      <p className={styles.hint}>{t(`case.hint.${act}`, { defaultValue: "" })}</p>
      {(corrects || MAY_SHOW.includes(act)) && <PhotoPicker photo={photo} needed={corrects} />}
      {asksGround && (
        <Radio.Group
          aria-label={t("review.why")}
          value={ground}
          onChange={(event) => change({ ground: event.target.value as Ground })}
          options={GROUNDS.map((value) => ({ value, label: t(`review.ground.${value}`) }))}
          className={styles.grounds ?? ""}
        />
      )}
      <Input.TextArea
        aria-label={t("case.reason")}
        placeholder={t(needsReason ? "case.reasonNeeded" : "case.reasonMay")}
        value={reason}
        maxLength={2000}
        autoSize={{ minRows: 2, maxRows: 8 }}
        onChange={(event) => change({ reason: event.target.value })}
        data-testid="case-reason"
      />
      {failed && (
        <p className={styles.failed} role="alert">
          {t("case.pictureFailed")}
        </p>
      )}
      <div className={styles.buttons}>
        <Button
          type="primary"
          size="large"
          htmlType="submit"
          loading={isSending || isUploading}
          disabled={lacks}
          data-testid="case-send"
        >
          {t(`case.send.${act}`, { defaultValue: t("review.send") })}
        </Button>
        <Button
          size="large"
          onClick={() => {
            forget();
            cancel();
          }}
        >
          {t("review.cancel")}
        </Button>
      </div>
    </form>
  );
}
