import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { ClipboardCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { inspectionQuery, startInspection } from "../api/inspections";

interface StartInspectionProps {
  businessId: string | null;
  /** Whose record it is to be. */
  taskId?: string;
}

/** Begins an inspection of a business, or goes on with the draft of it. */
export function StartInspection({ businessId, taskId }: StartInspectionProps) {
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
      type={taskId === undefined ? "default" : "primary"}
      onClick={() => businessId !== null && start.mutate({ businessId, taskId: taskId ?? null })}
      title={start.isError ? t("inspection.failed") : t("inspection.startHint")}
      data-testid="start-inspection"
    >
      {t(taskId === undefined ? "inspection.title" : "today.inspect")}
    </Button>
  );
}
