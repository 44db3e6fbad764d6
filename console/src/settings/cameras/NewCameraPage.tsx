import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { camerasQuery } from "../../api/queries";
import { addCamera, type CameraGiven, cameraSettingsQuery } from "../../api/settings";
import { useTitle } from "../../parts/title";
import { Back } from "../Back";
import { CameraForm } from "./CameraForm";

export function NewCameraPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  useTitle(t("settings.add"));
  const add = useMutation({
    mutationFn: (given: CameraGiven) => addCamera(given),
    onSuccess: (settings) => {
      queries.setQueryData(cameraSettingsQuery(settings.camera.id).queryKey, settings);
      void queries.invalidateQueries({ queryKey: camerasQuery.queryKey });
      // Nobody but administrators sees it before somebody has looked at its first picture.
      void navigate(`/settings/cameras/${settings.camera.id}?part=acceptance`, { replace: true });
    },
  });
  return (
    <>
      <Back to="/settings/cameras" title={t("settings.add")} />
      <CameraForm
        settings={null}
        isSending={add.isPending}
        failure={add.error}
        send={(given) => add.mutate(given)}
      >
        <Button onClick={() => void navigate("/settings/cameras")}>{t("review.cancel")}</Button>
      </CameraForm>
    </>
  );
}
