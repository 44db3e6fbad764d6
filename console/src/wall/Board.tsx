import {
  type CSSProperties,
  lazy,
  type RefObject,
  Suspense,
  useCallback,
  useEffect,
  useEffectEvent,
  useMemo,
  useState,
} from "react";
import { useTranslation } from "react-i18next";
import { useUser } from "../api/session";
import type { Camera, Violation } from "../api/types";
import { useShots } from "../capture/useShots";
import { useLanguage } from "../i18n/language";
import { useLive } from "../live/context";
import { useHotkeys, useSteps } from "../parts/hotkeys";
import { useNarrow } from "../parts/media";
import { remember, remembered } from "../parts/memory";
import styles from "./Board.module.css";
import { LAYOUT_KEYS, LAYOUTS, type Layout, pageIndex, pagesOf, perPage, sideOf } from "./layouts";
import { orderForEyes } from "./ordering";
import { Pager } from "./Pager";
import { PatrolBar } from "./PatrolBar";
import { stopsOf, stopWith } from "./patrol";
import { Tile } from "./Tile";
import { usePointing } from "./usePointing";
import { useSettledOrder } from "./useSettledOrder";
import { useSwipe } from "./useSwipe";
import type { Address } from "./WallPage";

// Its form is needed only once something has been captured.
const Shots = lazy(async () => ({ default: (await import("../capture/Shots")).Shots }));

interface BoardProps {
  cameras: readonly Camera[];
  layout: Layout;
  boxes: boolean;
  /** Scores by business. */
  risks: ReadonlyMap<string, number>;
  search: URLSearchParams;
  go: (changes: Address, replace?: boolean) => void;
  choose: (layout: Layout) => void;
  root: RefObject<HTMLDivElement | null>;
}

/** One page of the wall: only its pictures are connected. On patrol a page is a business. */
export function Board({ cameras, layout, boxes, risks, search, go, choose, root }: BoardProps) {
  const { t } = useTranslation();
  const [language] = useLanguage();
  const narrow = useNarrow();
  const patrolling = search.get("patrol") === "on";
  const enlarged = search.get("camera");
  const [pointed, pointing] = usePointing();
  const [focused, setFocused] = useState(false);
  const wanted = useMemo(() => orderForEyes(cameras, language, risks), [cameras, language, risks]);
  const order = useSettledOrder(wanted, patrolling || pointed || focused);
  const byId = useMemo(() => new Map(cameras.map((camera) => [camera.id, camera])), [cameras]);

  const size = perPage(layout, narrow);
  const stops = stopsOf(
    order.flatMap((id) => byId.get(id) ?? []),
    size,
  );
  const pages = patrolling ? stops.map(({ cameraIds }) => cameraIds) : pagesOf(order, size);
  const index = pageIndex(search.get("page"), pages.length);
  const ids = pages[index] ?? [];
  // What the address asks to see large is seen, whatever page it is on.
  const shown = enlarged !== null && byId.has(enlarged) && !ids.includes(enlarged) ? [enlarged, ...ids] : ids;
  const side = narrow ? 1 : sideOf(layout, patrolling ? ids.length : cameras.length);

  const turn = (by: number) => {
    const next = (index + by + pages.length) % pages.length;
    go({ page: next === 0 ? null : String(next + 1), camera: null }, true);
  };
  const patrol = usePatrolStop(patrolling, stops, (next) =>
    go({ page: String(next + 1), camera: null }, true),
  );
  const toggle = useCallback(
    (cameraId: string) => go({ camera: enlarged === cameraId ? null : cameraId }, enlarged !== null),
    [enlarged, go],
  );
  const several = pages.length > 1;
  useSteps();
  useHotkeys({
    Escape:
      enlarged !== null
        ? () => go({ camera: null }, true)
        : patrolling
          ? () => go({ patrol: null, page: null })
          : undefined,
    ArrowLeft: several ? () => turn(-1) : undefined,
    ArrowRight: several ? () => turn(1) : undefined,
    " ": patrolling ? patrol.toggle : undefined,
    t: cameras.length > 1 ? () => go({ patrol: patrolling ? null : "on", page: null }) : undefined,
    p: () => captureButton(root.current)?.click(),
    f: () => void (pictureOf(root.current, enlarged) ?? root.current)?.requestFullscreen(),
    ...Object.fromEntries(LAYOUTS.map((value) => [LAYOUT_KEYS[value], () => choose(value)])),
  });
  const { shots, shoot, drop } = useShots();
  const mayShoot = useUser().role === "cadre";
  const swipe = useSwipe(narrow && several ? turn : null);

  return (
    <div ref={root} className={styles.board} style={measures(side)}>
      {patrolling && (
        <PatrolBar
          stops={stops}
          index={index}
          paused={patrol.paused || enlarged !== null}
          stoppedBy={patrol.stoppedBy}
          alert={patrol.alert}
          onAlert={patrol.setAlert}
          onPause={patrol.toggle}
          onTurn={turn}
          onEnd={() => go({ patrol: null, page: null })}
        />
      )}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: only notices where the pointer is, offers nothing */}
      <div
        className={styles.grid}
        {...pointing}
        {...swipe}
        onFocus={(event) => setFocused(event.target.matches(":focus-visible"))}
        onBlur={() => setFocused(false)}
        data-testid="wall-grid"
      >
        {shown.map((id) => {
          const camera = byId.get(id);
          return (
            camera && (
              <Tile
                key={id}
                camera={camera}
                boxes={boxes}
                enlarged={enlarged === id}
                marked={patrol.stoppedBy?.camera.id === id}
                onToggle={toggle}
                onShoot={mayShoot ? shoot : null}
              />
            )
          );
        })}
      </div>
      {!patrolling && several && (
        <Pager
          index={index}
          pages={pages.length}
          words={t("wall.range", {
            from: index * size + 1,
            to: index * size + ids.length,
            count: order.length,
          })}
          onTurn={turn}
        />
      )}
      {shots.length > 0 && (
        <Suspense>
          <Shots shots={shots} drop={drop} />
        </Suspense>
      )}
    </div>
  );
}

/** That of the tile which is enlarged, has the focus or lies under the pointer, or else is alone. */
function captureButton(board: HTMLElement | null): HTMLElement | null {
  const tiles = [...(board?.querySelectorAll<HTMLElement>("article") ?? [])];
  const meant =
    tiles.find((tile) => tile.matches("[data-enlarged]")) ??
    tiles.find((tile) => tile.matches(":focus-within")) ??
    tiles.find((tile) => tile.matches(":hover")) ??
    (tiles.length === 1 ? tiles[0] : undefined);
  return meant?.querySelector<HTMLElement>("[data-capture]") ?? null;
}

function measures(side: number): CSSProperties {
  return { "--side": side, "--caption": side > 3 ? "44px" : "54px" } as CSSProperties;
}

function pictureOf(board: HTMLElement | null, cameraId: string | null): HTMLElement | null {
  if (cameraId === null) return null;
  return board?.querySelector<HTMLElement>(`[data-testid="video-${cameraId}"]`)?.parentElement ?? null;
}

/** Whether the patrol stands still, and why; a violation stops it where it was found, if that is wanted. */
function usePatrolStop(
  patrolling: boolean,
  stops: ReturnType<typeof stopsOf>,
  visit: (stop: number) => void,
) {
  const live = useLive();
  const [paused, setPaused] = useState(false);
  const [stoppedBy, setStoppedBy] = useState<Violation | null>(null);
  const [alert, setAlert] = useState(() => remembered("patrol-alert", ["on", "off"]) !== "off");
  const found = useEffectEvent((violation: Violation) => {
    const stop = stopWith(stops, violation.camera.id);
    if (!patrolling || !alert || stop === null) return;
    setPaused(true);
    setStoppedBy(violation);
    visit(stop);
  });
  useEffect(
    () =>
      live.onViolation(({ change, violation }) => {
        if (change === "opened") found(violation);
      }),
    [live],
  );
  useEffect(() => {
    if (patrolling) return;
    setPaused(false);
    setStoppedBy(null);
  }, [patrolling]);
  return {
    paused,
    stoppedBy,
    alert,
    setAlert: (on: boolean) => {
      remember("patrol-alert", on ? "on" : "off");
      setAlert(on);
    },
    toggle: () => {
      setPaused(!paused);
      setStoppedBy(null);
    },
  };
}
