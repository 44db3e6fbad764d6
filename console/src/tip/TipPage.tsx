import { useMutation, useQuery } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { CircleCheckBig, EyeOff, QrCode } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { ApiError } from "../api/client";
import { FindingFields, isSaid, NOTHING_FOUND } from "../cases/FindingFields";
import { PhotoPicker, usePhoto } from "../cases/PhotoPicker";
import { photoText } from "../parts/photo";
import { Failure, Notice, Skeletons, useProblemWords } from "../parts/States";
import { useTitle } from "../parts/title";
import { LanguageSwitch } from "../shell/LanguageSwitch";
import styles from "./TipPage.module.css";
import { type TipPage as Page, sendTip, tipPageQuery } from "./tips";

/** For whoever eats there and has seen something: nobody signs in here. */
export function TipPage() {
  const { t } = useTranslation();
  const { businessId = "" } = useParams();
  const page = useQuery(tipPageQuery(businessId));
  useTitle(t("tip.title"));
  return (
    <div className={styles.page}>
      <header className={styles.bar}>
        <span className={styles.product}>
          <img src="/icon.svg" alt="" width={28} height={28} />
          {t("product")}
        </span>
        <LanguageSwitch className={styles.language} />
      </header>
      <main className={styles.main}>
        {page.data !== undefined ? (
          <Form businessId={businessId} page={page.data} />
        ) : page.isError ? (
          page.error instanceof ApiError && [404, 422].includes(page.error.status) ? (
            <Notice icon={QrCode} title={t("tip.none")} body={t("tip.noneBody")} />
          ) : (
            <Failure error={page.error} retry={() => void page.refetch()} />
          )
        ) : (
          <Skeletons count={3} height={96} />
        )}
      </main>
    </div>
  );
}

function Form({ businessId, page }: { businessId: string; page: Page }) {
  const { t } = useTranslation();
  const [found, setFound] = useState(NOTHING_FOUND);
  const [contact, setContact] = useState("");
  const photo = usePhoto();
  const ready = isSaid(found);
  const send = useMutation({
    mutationFn: async () =>
      sendTip(businessId, {
        matter: found.matter ?? "other",
        what: found.what.trim(),
        contact: contact.trim(),
        photo: photo.file === null ? null : await photoText(photo.file),
      }),
  });
  if (send.isSuccess) {
    return (
      <div className={styles.sent} role="status" data-testid="tip-sent">
        <CircleCheckBig size={44} strokeWidth={1.5} aria-hidden="true" />
        <h1>{t("tip.sent")}</h1>
        <p>{t("tip.sentBody")}</p>
      </div>
    );
  }
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (ready && !send.isPending) send.mutate();
      }}
    >
      <div>
        <p className={styles.soft}>{t("tip.about")}</p>
        <h1 data-testid="tip-business">{page.business}</h1>
      </div>
      <h2>{t("tip.what")}</h2>
      <FindingFields
        matters={page.matters}
        found={found}
        placeholder={t("tip.whatHint")}
        maxLength={1000}
        onChange={setFound}
      />
      <PhotoPicker photo={photo} needed={false} />
      <label className={styles.field} htmlFor="contact">
        <span>{t("tip.contact")}</span>
        <Input
          id="contact"
          size="large"
          value={contact}
          maxLength={100}
          autoComplete="off"
          placeholder={t("tip.contactHint")}
          onChange={(event) => setContact(event.target.value)}
          data-testid="contact"
        />
      </label>
      {send.isError && <Trouble error={send.error} />}
      <Button
        type="primary"
        size="large"
        block
        htmlType="submit"
        disabled={!ready}
        loading={send.isPending}
        data-testid="send-tip"
      >
        {t("tip.send")}
      </Button>
      <p className={styles.privacy}>
        <EyeOff size={16} aria-hidden="true" />
        {t("tip.privacy")}
      </p>
    </form>
  );
}

function Trouble({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const words = useProblemWords();
  const { status = 0, retryAfterS = null } = error instanceof ApiError ? error : {};
  const said =
    status === 429
      ? t("tip.tooMany", { count: Math.ceil((retryAfterS ?? 60) / 60) })
      : [400, 413, 422].includes(status)
        ? t("case.pictureFailed")
        : words(error);
  return (
    <p className={styles.failed} role="alert">
      {said}
    </p>
  );
}
