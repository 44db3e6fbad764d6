import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Popconfirm, Segmented } from "antd";
import { CircleCheck, ClipboardCheck, QrCode, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams, useSearchParams } from "react-router";
import { camerasQuery } from "../../api/queries";
import {
  type CameraGiven,
  type CameraSettings,
  cameraSettingsQuery,
  changeCamera,
  deleteCamera,
} from "../../api/settings";
import { useCamera } from "../../api/useCamera";
import { Failure, Skeletons } from "../../parts/States";
import { useTitle } from "../../parts/title";
import { Back } from "../Back";
import { ZoneEditor } from "../zones/ZoneEditor";
import { Acceptance } from "./Acceptance";
import { CameraForm } from "./CameraForm";
import styles from "./CameraPage.module.css";
import { StateWord } from "./StateWord";

const PARTS = ["details", "acceptance", "zones"] as const;
type Part = (typeof PARTS)[number];

/** One camera: its settings, its acceptance and its zones. */
export function CameraPage() {
  const { t } = useTranslation();
  const { id = "" } = useParams();
  const [search, setSearch] = useSearchParams();
  const part = PARTS.find((value) => value === search.get("part")) ?? "details";
  const settings = useQuery(cameraSettingsQuery(id));
  // How it is doing changes by the second, and the list is kept up to date.
  const now = useCamera(id);
  useTitle(settings.data?.camera.name ?? t("settings.cameras"));
  if (settings.isPending) return <Skeletons count={3} height={120} />;
  if (settings.isError) return <Failure error={settings.error} retry={() => void settings.refetch()} />;
  const camera = { ...settings.data.camera, ...(now && { status: now.status }) };
  const known = { ...settings.data, camera };
  const accepted = camera.accepted_at !== null;
  return (
    <>
      <Back to="/settings/cameras" title={camera.name}>
        <StateWord status={camera.status} />
        <span className={accepted ? styles.accepted : styles.awaiting} data-testid="acceptance-state">
          {accepted ? (
            <CircleCheck size={15} aria-hidden="true" />
          ) : (
            <ClipboardCheck size={15} aria-hidden="true" />
          )}
          {t(accepted ? "settings.accepted" : "picture.awaiting")}
        </span>
        <Segmented<Part>
          className={styles.parts ?? ""}
          aria-label={t("settings.parts")}
          value={part}
          onChange={(value) => setSearch(value === "details" ? {} : { part: value }, { replace: true })}
          options={PARTS.map((value) => ({ value, label: t(`settings.part.${value}`) }))}
        />
      </Back>
      {part === "details" && <Details key={id} settings={known} />}
      {part === "acceptance" && <Acceptance key={id} settings={known} />}
      {part === "zones" && <ZoneEditor key={id} settings={known} />}
    </>
  );
}

function Details({ settings }: { settings: CameraSettings }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { id, name } = settings.camera;
  const change = useMutation({
    mutationFn: (changes: Partial<CameraGiven>) => changeCamera(id, changes),
    onSuccess: (changed) => {
      queries.setQueryData(cameraSettingsQuery(id).queryKey, changed);
      void queries.invalidateQueries({ queryKey: camerasQuery.queryKey });
    },
  });
  const remove = useMutation({
    mutationFn: () => deleteCamera(id),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: camerasQuery.queryKey });
      void navigate("/settings/cameras", { replace: true });
    },
  });
  return (
    <CameraForm
      // What was typed has been kept: the form begins anew from what is there now.
      key={change.submittedAt}
      settings={settings}
      isSending={change.isPending}
      failure={change.error ?? remove.error}
      send={(_, changes) => change.mutate(changes)}
    >
      {settings.camera.kind === "whip" && (
        <Link to={`/cameras/${id}/publish`}>
          <Button tabIndex={-1} icon={<QrCode size={16} aria-hidden="true" />}>
            {t("settings.code")}
          </Button>
        </Link>
      )}
      {change.isSuccess && (
        <span className={styles.saved} role="status" data-testid="camera-saved">
          {t("settings.savedNow")}
        </span>
      )}
      <Popconfirm
        title={t("settings.deleteTitle", { name })}
        description={t("settings.deleteBody")}
        okText={t("settings.delete")}
        okButtonProps={{ danger: true }}
        onConfirm={() => remove.mutate()}
      >
        <Button
          className={styles.delete ?? ""}
          danger
          icon={<Trash2 size={16} aria-hidden="true" />}
          loading={remove.isPending}
          data-testid="camera-delete"
        >
          {t("settings.delete")}
        </Button>
      </Popconfirm>
    </CameraForm>
  );
}
