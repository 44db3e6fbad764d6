import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { ClipboardCheck, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { inspectionQuery, startInspection } from "../api/inspections";
import type { Mode } from "../api/tasks";

interface StartInspectionProps {
  businessId: string | null;
  mode: Mode;
  /** Whose record it is to be. */
  taskId?: string;
  isPrimary?: boolean;
  icon?: LucideIcon;
  children: ReactNode;
}

/** Begins an inspection of a business, or goes on with the draft of it. */
export function StartInspection({
  businessId,
  mode,
  taskId,
  isPrimary = false,
  icon: Icon = ClipboardCheck,
  children,
}: StartInspectionProps) {
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
      icon={<Icon size={16} aria-hidden="true" />}
      disabled={businessId === null}
      danger={start.isError}
      loading={start.isPending}
      type={isPrimary ? "primary" : "default"}
      onClick={() => businessId !== null && start.mutate({ businessId, mode, taskId: taskId ?? null })}
      title={start.isError ? t("inspection.failed") : t("inspection.startHint")}
      data-testid={mode === "remote" ? "start-inspection" : "start-on-site"}
    >
      {children}
    </Button>
  );
}
