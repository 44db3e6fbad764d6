import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Input, Modal, Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DateField } from "../parts/DateField";
import { useProblemWords } from "../parts/States";
import { dayInChina } from "../today/days";
import { CAMPAIGNS, type Campaign, changeCampaign } from "./api";
import styles from "./Form.module.css";

const CHANGES = ["move", "call_off"] as const;
type Change = (typeof CHANGES)[number];

/** Another last day, or none: what is open follows, what is done stays. */
export function ChangeForm({ campaign, onClose }: { campaign: Campaign; onClose: () => void }) {
  const { t } = useTranslation();
  const words = useProblemWords();
  const queries = useQueryClient();
  const today = dayInChina(new Date());
  const [change, setChange] = useState<Change>("move");
  const [last, setLast] = useState(campaign.last_on);
  const [reason, setReason] = useState("");
  const open = campaign.due - campaign.done;
  const isMoved = change === "move";
  const act = useMutation({
    mutationFn: () => changeCampaign(campaign.id, isMoved ? last : null, reason.trim()),
    onSuccess: async () => {
      await Promise.all([
        queries.invalidateQueries({ queryKey: CAMPAIGNS }),
        queries.invalidateQueries({ queryKey: ["tasks"] }),
      ]);
      onClose();
    },
  });
  return (
    <Modal
      open
      title={campaign.name}
      okText={t(isMoved ? "campaign.move" : "campaign.callOff")}
      cancelText={t("review.cancel")}
      okButtonProps={{
        danger: !isMoved,
        disabled: reason.trim() === "" || (isMoved && (last === "" || last === campaign.last_on)),
        loading: act.isPending,
      }}
      onOk={() => act.mutate()}
      onCancel={onClose}
    >
      <div className={styles.form}>
        <Segmented<Change>
          block
          aria-label={t("campaign.change")}
          value={change}
          onChange={setChange}
          options={CHANGES.map((value) => ({
            value,
            label: <span data-testid={`change-${value}`}>{t(`campaign.changes.${value}`)}</span>,
          }))}
        />
        {isMoved ? (
          <div className={styles.field}>
            <span>{t("campaign.last")}</span>
            <DateField
              label={t("campaign.last")}
              value={last}
              min={campaign.first_on > today ? campaign.first_on : today}
              onChange={setLast}
            />
          </div>
        ) : (
          <p>{t("campaign.callOffBody", { open, done: campaign.done })}</p>
        )}
        <div className={styles.field}>
          <span>{t("campaign.reason")}</span>
          <Input
            value={reason}
            maxLength={400}
            aria-label={t("campaign.reason")}
            onChange={(event) => setReason(event.target.value)}
            data-testid="change-reason"
          />
        </div>
        {act.isError && (
          <p className={styles.failed} role="alert">
            {words(act.error)}
          </p>
        )}
      </div>
    </Modal>
  );
}
