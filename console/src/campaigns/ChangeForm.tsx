import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Input, Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DateField } from "../parts/DateField";
import { DialogField, FormDialog } from "../parts/FormDialog";
import { dayInChina } from "../today/days";
import { CAMPAIGNS, type Campaign, changeCampaign } from "./api";

const CHANGES = ["move", "call_off"] as const;
type Change = (typeof CHANGES)[number];

/** Another last day, or none: what is open follows, what is done stays. */
export function ChangeForm({ campaign, onClose }: { campaign: Campaign; onClose: () => void }) {
  const { t } = useTranslation();
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
    <FormDialog
      title={campaign.name}
      okText={t(isMoved ? "campaign.move" : "campaign.callOff")}
      isReady={reason.trim() !== "" && !(isMoved && (last === "" || last === campaign.last_on))}
      isDanger={!isMoved}
      act={act}
      onClose={onClose}
    >
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
        <DialogField name={t("campaign.last")}>
          <DateField
            label={t("campaign.last")}
            value={last}
            min={campaign.first_on > today ? campaign.first_on : today}
            onChange={setLast}
          />
        </DialogField>
      ) : (
        <p>{t("campaign.callOffBody", { open, done: campaign.done })}</p>
      )}
      <DialogField name={t("campaign.reason")}>
        <Input
          value={reason}
          maxLength={400}
          aria-label={t("campaign.reason")}
          onChange={(event) => setReason(event.target.value)}
          data-testid="change-reason"
        />
      </DialogField>
    </FormDialog>
  );
}
