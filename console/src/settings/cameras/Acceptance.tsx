import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Checkbox } from "antd";
import { Camera as CameraIcon, ChevronRight, ShieldCheck } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { AWAITING, cameraPagesQuery, camerasQuery, placesQuery } from "../../api/queries";
import {
  acceptCamera,
  type CameraSettings,
  cameraSettingsQuery,
  PRIVATE,
  testCamera,
} from "../../api/settings";
import type { Words } from "../../api/types";
import { usePlaceName, useWords } from "../../parts/words";
import { When } from "../../time/When";
import { useSettingProblem } from "../problems";
import styles from "./Acceptance.module.css";
import { TestResult } from "./TestResult";

/** A person looks at the camera's picture and ticks what has to be seen, and what must not be, before it counts. */
export function Acceptance({ settings }: { settings: CameraSettings }) {
  const { t } = useTranslation();
  const words = useWords();
  const placeName = usePlaceName();
  const problem = useSettingProblem();
  const queries = useQueryClient();
  const { camera, acceptances } = settings;
  const places = useQuery(placesQuery);
  const covers = places.data?.find(({ key }) => key === camera.place)?.covers ?? [];
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const look = useMutation({
    mutationFn: () => testCamera(camera.id, {}),
    onSuccess: () => setTicked(new Set()),
  });
  const main = look.data?.streams.find(({ stream }) => stream === "main");
  const picture = main?.picture ?? null;
  const accept = useMutation({
    mutationFn: (key: string) => acceptCamera(camera.id, key, covers),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: cameraSettingsQuery(camera.id).queryKey });
      void queries.invalidateQueries({ queryKey: camerasQuery.queryKey });
      look.reset();
    },
  });
  const items: { key: string; text: string }[] = [
    ...covers.map((item: Words) => ({ key: `seen ${item.zh}`, text: words(item) })),
    ...PRIVATE.map((item) => ({ key: `absent ${item}`, text: t(`settings.private.${item}`) })),
  ];
  const complete = places.data !== undefined && items.every(({ key }) => ticked.has(key));
  const tick = (key: string, on: boolean) => {
    const next = new Set(ticked);
    if (on) next.add(key);
    else next.delete(key);
    setTicked(next);
  };
  const next = useInfiniteQuery(cameraPagesQuery(AWAITING)).data?.pages[0]?.items.find(
    ({ id }) => id !== camera.id,
  );
  const [newest] = acceptances;
  const stands = camera.accepted_at !== null;

  return (
    <div className={styles.acceptance}>
      <section className={styles.look}>
        <div className={styles.head}>
          <h2>{t(stands && picture === null ? "settings.reference" : "settings.firstLook")}</h2>
          <Button
            type={stands || picture !== null ? "default" : "primary"}
            icon={<CameraIcon size={16} aria-hidden="true" />}
            loading={look.isPending}
            onClick={() => look.mutate()}
            data-testid="take-picture"
          >
            {t(picture !== null || stands ? "settings.lookAgain" : "settings.look")}
          </Button>
        </div>
        {look.isPending ? (
          <p className={styles.waiting} role="status">
            {t("settings.testing")}
          </p>
        ) : look.isError ? (
          <Alert type="error" showIcon title={problem(look.error)} />
        ) : look.data !== undefined ? (
          <TestResult test={{ streams: look.data.streams.filter(({ stream }) => stream === "main") }} />
        ) : stands && newest !== undefined ? (
          <figure className={styles.reference}>
            <img
              src={`/api/v1/cameras/${camera.id}/reference?${newest.reference_key.slice(0, 8)}`}
              alt={t("settings.reference")}
            />
            <figcaption>
              {t("settings.acceptedBy", { name: newest.by.name })} <When at={newest.at} />
            </figcaption>
          </figure>
        ) : (
          <p className={styles.waiting}>{t(stands ? "settings.acceptedBefore" : "settings.lookHint")}</p>
        )}
      </section>
      <section className={styles.check} aria-labelledby="check-title">
        <h2 id="check-title">{t("settings.checkTitle", { place: placeName(camera.place) })}</h2>
        <p className={styles.lead}>{t("settings.checkLead")}</p>
        <fieldset className={styles.items} disabled={picture === null}>
          <legend>{t("settings.mustCover")}</legend>
          {covers.length === 0 && <p className={styles.lead}>{t("settings.nothingToCover")}</p>}
          {items.slice(0, covers.length).map((item) => (
            <Tick key={item.key} item={item} ticked={ticked} tick={tick} disabled={picture === null} />
          ))}
        </fieldset>
        <fieldset className={styles.items} disabled={picture === null}>
          <legend>{t("settings.mustNotCover")}</legend>
          {items.slice(covers.length).map((item) => (
            <Tick key={item.key} item={item} ticked={ticked} tick={tick} disabled={picture === null} />
          ))}
        </fieldset>
        {accept.isError && <Alert type="error" showIcon title={problem(accept.error)} />}
        <Button
          type="primary"
          size="large"
          icon={<ShieldCheck size={18} aria-hidden="true" />}
          disabled={picture === null || !complete}
          loading={accept.isPending}
          onClick={() => picture !== null && accept.mutate(picture.key)}
          data-testid="accept-camera"
        >
          {t("settings.accept")}
        </Button>
        <p className={styles.lead}>{t("settings.acceptHint")}</p>
        {accept.isSuccess && next !== undefined && (
          <Link className={styles.next} to={`/settings/cameras/${next.id}?part=acceptance`}>
            {t("settings.nextAwaiting", { name: next.name })}
            <ChevronRight size={16} aria-hidden="true" />
          </Link>
        )}
      </section>
    </div>
  );
}

interface TickProps {
  item: { key: string; text: string };
  ticked: ReadonlySet<string>;
  tick: (key: string, on: boolean) => void;
  disabled: boolean;
}

function Tick({ item, ticked, tick, disabled }: TickProps) {
  return (
    <Checkbox
      checked={ticked.has(item.key)}
      disabled={disabled}
      onChange={(event) => tick(item.key, event.target.checked)}
    >
      {item.text}
    </Checkbox>
  );
}
