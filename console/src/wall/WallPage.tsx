import { useQuery } from "@tanstack/react-query";
import { Switch } from "antd";
import { CameraOff } from "lucide-react";
import { useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { camerasQuery } from "../api/queries";
import type { Camera, Named } from "../api/types";
import { useLanguage } from "../i18n/language";
import { useHotkeys, useSteps } from "../parts/hotkeys";
import { remember, remembered } from "../parts/memory";
import { Failure, Notice, Skeletons } from "../parts/States";
import { useTitle } from "../parts/title";
import { PageHeader } from "../shell/PageHeader";
import { DarkArea } from "../theme/Theme";
import { orderForEyes } from "./ordering";
import { Rail } from "./Rail";
import { Tile } from "./Tile";
import { usePointing } from "./usePointing";
import { useSettledOrder } from "./useSettledOrder";
import styles from "./WallPage.module.css";

const NONE: Camera[] = [];

export function WallPage() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const cameras = useQuery(camerasQuery);
  const [boxes, setBoxes] = useState(() => remembered("boxes", ["on", "off"]) !== "off");
  useTitle(t("wall.title"));
  useSteps();

  const businesses = businessesOf(cameras.data ?? NONE);
  const wanted = search.get("business_id");
  const businessId = businesses.some(({ id }) => id === wanted) ? wanted : null;
  const shown = (cameras.data ?? NONE).filter(
    (camera) => businessId === null || camera.business.id === businessId,
  );
  const down = shown.filter((camera) => camera.status.state !== "online").length;

  const set = useCallback(
    (name: string, value: string | null) =>
      setSearch(
        (old) => {
          const next = new URLSearchParams(old);
          if (value === null) next.delete(name);
          else next.set(name, value);
          return next;
        },
        { preventScrollReset: true, replace: value === null },
      ),
    [setSearch],
  );

  return (
    <DarkArea className={styles.page}>
      <PageHeader title={t("wall.title")}>
        {cameras.data !== undefined && (
          <p className={styles.counts}>
            {t("wall.cameras", { count: shown.length })}
            {down > 0 && <span className={styles.down}>{t("wall.down", { count: down })}</span>}
          </p>
        )}
        {businesses.length > 1 && (
          <select
            className={styles.business}
            aria-label={t("wall.business")}
            value={businessId ?? ""}
            onChange={(event) => set("business_id", event.target.value || null)}
          >
            <option value="">{t("wall.allBusinesses")}</option>
            {businesses.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        )}
        <label className={styles.boxes} htmlFor="boxes">
          {t("wall.boxes")}
          <Switch
            id="boxes"
            size="small"
            checked={boxes}
            onChange={(on) => {
              remember("boxes", on ? "on" : "off");
              setBoxes(on);
            }}
          />
        </label>
      </PageHeader>
      <div className={styles.columns}>
        {cameras.isPending ? (
          <div className={styles.grid}>
            <Skeletons count={4} height={280} />
          </div>
        ) : cameras.isError && cameras.data === undefined ? (
          <Failure error={cameras.error} retry={() => void cameras.refetch()} />
        ) : shown.length === 0 ? (
          <Notice icon={CameraOff} title={t("wall.emptyTitle")} body={t("wall.emptyBody")} />
        ) : (
          <Tiles cameras={shown} boxes={boxes} enlarged={search.get("camera")} onEnlarge={set} />
        )}
        <Rail businessId={businessId} />
      </div>
    </DarkArea>
  );
}

function businessesOf(cameras: readonly Camera[]): Named[] {
  const byId = new Map(cameras.map(({ business }) => [business.id, business]));
  return [...byId.values()].sort((a, b) => a.name.localeCompare(b.name));
}

interface TilesProps {
  cameras: readonly Camera[];
  boxes: boolean;
  enlarged: string | null;
  onEnlarge: (name: "camera", cameraId: string | null) => void;
}

function Tiles({ cameras, boxes, enlarged, onEnlarge }: TilesProps) {
  const [language] = useLanguage();
  const [pointed, pointing] = usePointing();
  const [focused, setFocused] = useState(false);
  const wanted = useMemo(() => orderForEyes(cameras, language), [cameras, language]);
  const order = useSettledOrder(wanted, pointed || focused);
  const byId = new Map(cameras.map((camera) => [camera.id, camera]));
  useHotkeys({ Escape: enlarged === null ? undefined : () => onEnlarge("camera", null) });

  const toggle = useCallback(
    (cameraId: string) => onEnlarge("camera", enlarged === cameraId ? null : cameraId),
    [enlarged, onEnlarge],
  );

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only notices where the pointer is, offers nothing
    <div
      className={styles.grid}
      {...pointing}
      onFocus={(event) => setFocused(event.target.matches(":focus-visible"))}
      onBlur={() => setFocused(false)}
    >
      {order.map((id) => {
        const camera = byId.get(id);
        return (
          camera && (
            <Tile key={id} camera={camera} boxes={boxes} enlarged={enlarged === id} onToggle={toggle} />
          )
        );
      })}
    </div>
  );
}
