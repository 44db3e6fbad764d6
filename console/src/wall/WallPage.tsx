import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Button, Switch } from "antd";
import { CameraOff, Maximize, Route } from "lucide-react";
import { lazy, Suspense, useCallback, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { cameraPagesQuery, camerasQuery, MOST_LISTED } from "../api/queries";
import { useUser } from "../api/session";
import type { Camera, Named } from "../api/types";
import { StartInspection } from "../inspection/StartInspection";
import { useNarrow } from "../parts/media";
import { remember, remembered } from "../parts/memory";
import { Failure, Notice, Skeletons } from "../parts/States";
import { useTitle } from "../parts/title";
import { PageHeader } from "../shell/PageHeader";
import { DarkArea } from "../theme/Theme";
import { Board } from "./Board";
import { LayoutChoice } from "./LayoutChoice";
import { fittingLayout, LAYOUTS, type Layout, layoutOf } from "./layouts";
import { Rail } from "./Rail";
import { useRisks } from "./useRisks";
import styles from "./WallPage.module.css";

const NONE: Camera[] = [];

// Only who watches more than is listed searches.
const BusinessChoice = lazy(async () => ({
  default: (await import("../parts/BusinessChoice")).BusinessChoice,
}));

/** Changes of the wall's address by parameter; null takes one out. */
export type Address = Readonly<Record<string, string | null>>;

export function WallPage() {
  const { t } = useTranslation();
  const narrow = useNarrow();
  const [search, setSearch] = useSearchParams();
  const cameras = useQuery(camerasQuery);
  const risks = useRisks();
  const [boxes, setBoxes] = useState(() => remembered("boxes", ["on", "off"]) !== "off");
  const board = useRef<HTMLDivElement>(null);
  const { role } = useUser();
  useTitle(t("wall.title"));

  const businesses = businessesOf(cameras.data ?? NONE);
  const wanted = search.get("business_id");
  // Of a whole city not all are here: those of the business that was chosen are asked for.
  const isCut = (cameras.data?.length ?? 0) >= MOST_LISTED;
  const theirs = useInfiniteQuery({
    ...cameraPagesQuery({ q: "", business: wanted, awaiting: false }),
    enabled: isCut && wanted !== null,
  }).data?.pages[0]?.items;
  const businessId = isCut || businesses.some(({ id }) => id === wanted) ? wanted : null;
  const listed = isCut && businessId !== null ? theirs : cameras.data;
  const shown = (listed ?? NONE).filter((camera) => businessId === null || camera.business.id === businessId);
  const down = shown.filter((camera) => camera.status.state !== "online").length;
  const layout =
    layoutOf(search.get("layout")) ??
    layoutOf(remembered("layout", LAYOUTS.map(String))) ??
    fittingLayout(shown.length);

  const go = useCallback(
    (changes: Address, replace = false) =>
      setSearch(
        (old) => {
          const next = new URLSearchParams(old);
          for (const [name, value] of Object.entries(changes)) {
            if (value === null) next.delete(name);
            else next.set(name, value);
          }
          return next;
        },
        { preventScrollReset: true, replace },
      ),
    [setSearch],
  );
  const choose = useCallback(
    (next: Layout) => {
      remember("layout", String(next));
      go({ layout: String(next), page: null, camera: null }, true);
    },
    [go],
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
        <div className={styles.tools}>
          {isCut && (
            <Suspense>
              <BusinessChoice
                className={styles.business}
                label={t("wall.business")}
                none={t("wall.allBusinesses")}
                value={businessId}
                onChange={(id) => go({ business_id: id, page: null, camera: null })}
              />
            </Suspense>
          )}
          {!isCut && businesses.length > 1 && (
            <select
              className={styles.business}
              aria-label={t("wall.business")}
              value={businessId ?? ""}
              onChange={(event) => go({ business_id: event.target.value || null, page: null, camera: null })}
            >
              <option value="">{t("wall.allBusinesses")}</option>
              {businesses.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          )}
          {businessId !== null && role === "cadre" && (
            <StartInspection businessId={businessId} mode="remote">
              {t("today.inspect")}
            </StartInspection>
          )}
          {!narrow && <LayoutChoice layout={layout} onChoose={choose} />}
          {shown.length > 1 && (
            <Button
              icon={<Route size={16} aria-hidden="true" />}
              aria-pressed={search.get("patrol") === "on"}
              title={t("patrol.startHint")}
              onClick={() => go({ patrol: search.get("patrol") === "on" ? null : "on", page: null })}
              data-testid="patrol"
            >
              {t("patrol.name")}
            </Button>
          )}
          {!narrow && (
            <Button
              icon={<Maximize size={16} aria-hidden="true" />}
              aria-label={t("wall.fullscreenWall")}
              title={t("wall.fullscreenWall")}
              onClick={() => void board.current?.requestFullscreen()}
              data-testid="wall-fullscreen"
            />
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
        </div>
      </PageHeader>
      <div className={styles.columns}>
        {cameras.isPending || risks === null ? (
          <div className={styles.waiting}>
            <Skeletons count={4} height={280} />
          </div>
        ) : cameras.isError && cameras.data === undefined ? (
          <Failure error={cameras.error} retry={() => void cameras.refetch()} />
        ) : shown.length === 0 ? (
          <Notice icon={CameraOff} title={t("wall.emptyTitle")} body={t("wall.emptyBody")} />
        ) : (
          <Board
            // Another business is another wall: its order begins anew.
            key={businessId}
            cameras={shown}
            layout={layout}
            boxes={boxes}
            risks={risks}
            search={search}
            go={go}
            choose={choose}
            root={board}
          />
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
