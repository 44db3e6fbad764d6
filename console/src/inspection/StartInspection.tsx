import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { ClipboardCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { inspectionQuery, startInspection } from "../api/inspections";

/** Begins an inspection of a business, or goes on with the draft of it. */
export function StartInspection({ businessId }: { businessId: string | null }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const start = useMutation({
    mutationFn: startInspection,
    onSuccess: (inspection) => {
      queries.setQueryData(inspectionQuery(inspection.id).queryKey, inspection);
      void queries.invalidateQueries({ queryKey: ["inspections"] });
      void navigate(`/inspections/${inspection.id}`);
    },
  });
  return (
    <Button
      icon={<ClipboardCheck size={16} aria-hidden="true" />}
      disabled={businessId === null}
      danger={start.isError}
      loading={start.isPending}
      onClick={() => businessId !== null && start.mutate(businessId)}
      title={start.isError ? t("inspection.failed") : t("inspection.startHint")}
      data-testid="start-inspection"
    >
      {t("inspection.title")}
    </Button>
  );
}
