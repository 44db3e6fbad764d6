import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, Select } from "antd";
import { CircleCheck, ClipboardCheck, Plus, Search, Upload, Video } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useSearchParams } from "react-router";
import { AWAITING, cameraPagesQuery } from "../../api/queries";
import type { Camera } from "../../api/types";
import { useSteps } from "../../parts/hotkeys";
import { SearchField } from "../../parts/SearchField";
import { Failure, Notice, Skeletons } from "../../parts/States";
import { useTitle } from "../../parts/title";
import { usePlaceName } from "../../parts/words";
import { When } from "../../time/When";
import styles from "./CamerasPage.module.css";
import { StateWord } from "./StateWord";

const SHOWN = ["all", "awaiting", "down"] as const;
type Shown = (typeof SHOWN)[number];

/** Every camera with how it is doing; what to see stands in the address. */
export function CamerasPage() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const navigate = useNavigate();
  const placeName = usePlaceName();
  useTitle(t("settings.cameras"));
  useSteps();
  const q = search.get("q") ?? "";
  const shown = SHOWN.find((value) => value === search.get("show")) ?? "all";
  const list = useInfiniteQuery(cameraPagesQuery({ q, business: null, awaiting: shown === "awaiting" }));
  const awaiting = useInfiniteQuery(cameraPagesQuery(AWAITING)).data?.pages[0]?.items.length ?? 0;
  const set = (key: string, value: string) =>
    setSearch(
      (known) => {
        if (value === "" || value === "all") known.delete(key);
        else known.set(key, value);
        return known;
      },
      { replace: true, preventScrollReset: true },
    );

  if (list.isPending) return <Skeletons count={6} height={58} />;
  if (list.isError && list.data === undefined) {
    return <Failure error={list.error} retry={() => void list.refetch()} />;
  }
  const cameras = list.data?.pages.flatMap((page) => page.items) ?? [];
  const found = cameras.filter((camera) => shown !== "down" || camera.status.state !== "online");
  return (
    <>
      <div className={styles.bar}>
        <SearchField q={q} onChange={(next) => set("q", next)} label={t("settings.search")} />
        <Select<Shown>
          aria-label={t("settings.show")}
          className={styles.select ?? ""}
          value={shown}
          onChange={(value) => set("show", value)}
          options={SHOWN.map((value) => ({
            value,
            label: t(`settings.shown.${value}`, { count: awaiting }),
          }))}
        />
        <span className={styles.count} role="status">
          {t("settings.count", { count: found.length })}
          {list.hasNextPage && "+"}
        </span>
        <Button
          icon={<Upload size={16} aria-hidden="true" />}
          onClick={() => navigate("/settings/cameras/import")}
          data-testid="import-cameras"
        >
          {t("settings.import")}
        </Button>
        <Button
          type="primary"
          icon={<Plus size={16} aria-hidden="true" />}
          onClick={() => navigate("/settings/cameras/new")}
          data-testid="add-camera"
        >
          {t("settings.add")}
        </Button>
      </div>
      {cameras.length === 0 && q === "" && shown === "all" ? (
        <Notice icon={Video} title={t("settings.emptyTitle")} body={t("settings.emptyBody")}>
          <Button type="primary" onClick={() => navigate("/settings/cameras/new")}>
            {t("settings.add")}
          </Button>
        </Notice>
      ) : found.length === 0 ? (
        <Notice icon={Search} title={t("settings.noneFound")}>
          <Button onClick={() => setSearch({}, { replace: true })}>{t("history.clear")}</Button>
        </Notice>
      ) : (
        <ul className={styles.rows}>
          {found.map((camera) => (
            <Row key={camera.id} camera={camera} place={placeName(camera.place)} />
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <Button
          className={styles.more ?? ""}
          loading={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
          data-testid="load-more"
        >
          {t("common.loadMore")}
        </Button>
      )}
    </>
  );
}

function Row({ camera, place }: { camera: Camera; place: string }) {
  const { t } = useTranslation();
  const { status } = camera;
  const accepted = camera.accepted_at !== null;
  return (
    <li className={styles.row} data-testid={`camera-row-${camera.id}`}>
      <Link
        className={styles.link}
        to={`/settings/cameras/${camera.id}${accepted ? "" : "?part=acceptance"}`}
        data-step
      >
        <span className={styles.name}>{camera.name}</span>
        <span className={styles.where}>
          {camera.business.name} · {place}
          {camera.key_process !== "" && ` · ${camera.key_process}`}
        </span>
      </Link>
      <StateWord status={status} />
      <span className={styles.stream}>
        {status.width !== null && status.height !== null && status.state === "online"
          ? t("wall.stream", {
              width: status.width,
              height: status.height,
              fps: status.fps === null ? "?" : Math.round(status.fps),
              codec: status.codec?.toUpperCase() ?? "?",
            })
          : t(`settings.kind.${camera.kind}`)}
      </span>
      <span className={accepted ? styles.accepted : styles.awaiting} data-testid="camera-acceptance">
        {accepted ? (
          <CircleCheck size={15} aria-hidden="true" />
        ) : (
          <ClipboardCheck size={15} aria-hidden="true" />
        )}
        {accepted ? (
          <span>
            {t("settings.accepted")} <When at={camera.accepted_at ?? ""} />
          </span>
        ) : (
          t("picture.awaiting")
        )}
      </span>
    </li>
  );
}
