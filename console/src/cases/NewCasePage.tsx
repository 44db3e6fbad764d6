import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Checkbox } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate, useSearchParams } from "react-router";
import { caseQuery, MATTERS, openCase } from "../api/cases";
import { ApiError } from "../api/client";
import { useUser } from "../api/session";
import { BackButton } from "../parts/BackButton";
import { BusinessChoice } from "../parts/BusinessChoice";
import { photoText } from "../parts/photo";
import { useProblemWords } from "../parts/States";
import { useTitle } from "../parts/title";
import { useUnsent } from "../parts/unsent";
import { PageHeader } from "../shell/PageHeader";
import { FindingFields, isSaid, NOTHING_FOUND } from "./FindingFields";
import styles from "./NewCasePage.module.css";
import { PhotoPicker, usePhoto } from "./PhotoPicker";

/** What a cadre or an office has found by themselves, or what a business reports of itself. */
export function NewCasePage() {
  const { t } = useTranslation();
  const user = useUser();
  const isOwn = user.role === "business";
  const [search] = useSearchParams();
  const about = (isOwn ? user.business?.id : search.get("business")) ?? "";
  const title = t(isOwn ? "case.reportOwn" : "case.report");
  useTitle(title);
  return (
    <>
      <PageHeader back={<BackButton />} title={title} />
      <Form key={about} about={about} isOwn={isOwn} />
    </>
  );
}

/** about: id of the business that the page was opened for; empty where it is to be chosen. */
function Form({ about, isOwn }: { about: string; isOwn: boolean }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { given, change, forget } = useUnsent(`new-case.${about}`, {
    ...NOTHING_FOUND,
    businessId: about,
    byPublic: false,
  });
  const { businessId, byPublic, ...found } = given;
  const photo = usePhoto();
  const problem = useProblemWords();
  const ready = businessId !== "" && isSaid(found);
  const send = useMutation({
    mutationFn: async () =>
      openCase({
        business_id: businessId,
        matter: found.matter ?? "other",
        what: found.what.trim(),
        by_public: byPublic,
        photo: photo.file === null ? null : await photoText(photo.file),
      }),
    onSuccess: (file) => {
      forget();
      queries.setQueryData(caseQuery(file.id).queryKey, file);
      void queries.invalidateQueries({ queryKey: ["cases"] });
      void navigate(`/cases/${file.id}`, { replace: true });
    },
  });
  const unread = send.error instanceof ApiError && [400, 413, 422].includes(send.error.status);
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (ready && !send.isPending) send.mutate();
      }}
    >
      <p className={styles.lead}>{t(isOwn ? "case.reportOwnLead" : "case.reportLead")}</p>
      {!isOwn && (
        <div className={styles.field}>
          <span>{t("case.party.business")}</span>
          <BusinessChoice
            className={styles.business}
            label={t("case.party.business")}
            none={t("case.chooseBusiness")}
            value={businessId === "" ? null : businessId}
            onChange={(id) => change({ businessId: id ?? "" })}
            testId="case-business-choice"
          />
        </div>
      )}
      <FindingFields
        matters={MATTERS}
        found={found}
        placeholder={t("case.whatHint")}
        maxLength={400}
        onChange={change}
      />
      <PhotoPicker photo={photo} needed={false} />
      {!isOwn && (
        <Checkbox checked={byPublic} onChange={(event) => change({ byPublic: event.target.checked })}>
          {t("case.byPublic")}
          <span className={styles.soft}>{t("case.byPublicHint")}</span>
        </Checkbox>
      )}
      {send.isError && (
        <p className={styles.failed} role="alert">
          {unread ? t("case.pictureFailed") : problem(send.error)}
        </p>
      )}
      <div className={styles.buttons}>
        <Button
          type="primary"
          size="large"
          htmlType="submit"
          disabled={!ready}
          loading={send.isPending}
          data-testid="open-case"
        >
          {t(isOwn ? "case.reportOwnSend" : "case.reportSend")}
        </Button>
      </div>
    </form>
  );
}
