import { Button } from "antd";
import { Camera as CameraIcon, CameraOff, ChevronLeft, ChevronRight, FileText } from "lucide-react";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Capture } from "../api/captures";
import type { Inspection, Step } from "../api/inspections";
import type { Camera } from "../api/types";
import { useCamera } from "../api/useCamera";
import { Shots } from "../capture/Shots";
import { type Shoot, useShots } from "../capture/useShots";
import { useFollow } from "../live/context";
import { LivePicture, useLiveView } from "../live/LivePicture";
import { useHotkeys } from "../parts/hotkeys";
import { Notice, Skeletons } from "../parts/States";
import { usePlaceName } from "../parts/words";
import { CheckList } from "./CheckList";
import { DraftState } from "./DraftState";
import { answersIn } from "./progress";
import styles from "./RemoteWalk.module.css";
import { useFinish } from "./useFinish";
import { useWalk } from "./useWalk";
import { Way } from "./Way";

/** From afar: the picture of each key point with its check-list beside it. */
export function RemoteWalk({ inspection }: { inspection: Inspection }) {
  const { t } = useTranslation();
  const [taken, setTaken] = useState<ReadonlyMap<string, Capture>>(new Map());
  const walk = useWalk(inspection, taken);
  const Finish = useFinish();
  const { steps } = inspection;
  const { step, index, go, answers, change } = walk;
  const item = step?.items[walk.active];
  const { shots, shoot, drop } = useShots((kept) => {
    setTaken((all) => new Map(all).set(kept.id, kept));
    if (step === undefined || item === undefined) return;
    // A picture taken beside an item shows what is wrong with it, unless something else was said.
    change(step.key, item.key, (old) => ({
      answer: old?.answer ?? "problem",
      capture_ids: [...(old?.capture_ids ?? []), kept.id],
    }));
  });
  const detach = (captureId: string) => {
    for (const given of answers.values()) {
      if (!given.capture_ids.includes(captureId)) continue;
      change(given.step, given.item, { capture_ids: given.capture_ids.filter((id) => id !== captureId) });
    }
  };
  return (
    <>
      <Way steps={steps} answers={answers} index={index} onGo={go} />
      <div className={styles.walk}>
        {step === undefined ? (
          <Suspense fallback={<Skeletons count={1} height="60dvh" />}>
            <Finish inspection={inspection} walk={walk} />
          </Suspense>
        ) : (
          <>
            <div className={styles.left}>
              <KeyPoint key={step.key} step={step} onShoot={shoot} />
              <nav className={styles.turn} aria-label={t("walk.way")}>
                <Button
                  icon={<ChevronLeft size={18} aria-hidden="true" />}
                  disabled={index === 0}
                  onClick={() => go(index - 1)}
                  data-testid="step-previous"
                >
                  {t("walk.previous")}
                </Button>
                <Button type="primary" onClick={() => go(index + 1)} data-testid="step-next">
                  {t(index === steps.length - 1 ? "walk.toFinish" : "walk.next")}
                  <ChevronRight size={18} aria-hidden="true" />
                </Button>
              </nav>
            </div>
            <section className={styles.right} aria-label={t("walk.checklist")}>
              <CheckList
                step={step}
                choices={answersIn(inspection.mode)}
                answers={answers}
                pictures={walk.pictures}
                // What no camera shows is shown by photos that the business sends.
                photos={step.camera_id === null ? walk.photos : null}
                title={<h2>{t("walk.checklist")}</h2>}
                active={walk.active}
                onActive={walk.setActive}
                onChange={change}
              />
            </section>
          </>
        )}
        <p className={styles.saved}>
          <DraftState answering={walk} saved={t("walk.saved")} />
        </p>
      </div>
      {shots.length > 0 && <Shots shots={shots} drop={drop} onUndone={detach} />}
    </>
  );
}

function KeyPoint({ step, onShoot }: { step: Step; onShoot: Shoot }) {
  const { t } = useTranslation();
  const place = usePlaceName()(step.place);
  const camera = useCamera(step.camera_id);
  return (
    <figure className={styles.picture}>
      {step.camera_id === null ? (
        <div className={styles.papers}>
          <Notice icon={FileText} title={t("walk.papers")} body={t("walk.papersHint")} />
        </div>
      ) : camera ? (
        <Watching key={camera.id} camera={camera} onShoot={onShoot} />
      ) : (
        <div className={styles.papers}>
          {camera === null && <Notice icon={CameraOff} title={t("walk.cameraGone")} />}
        </div>
      )}
      {step.camera_id !== null && (
        <figcaption className={styles.caption}>
          <strong>{step.name}</strong>
          {place !== "" && !step.name.includes(place) && ` · ${place}`}
        </figcaption>
      )}
    </figure>
  );
}

function Watching({ camera, onShoot }: { camera: Camera; onShoot: Shoot }) {
  const { t } = useTranslation();
  const view = useLiveView(camera, true, camera.status.main !== null ? "main" : null);
  useFollow([camera.id], true);
  const live = view.state === "live";
  const shoot = () => {
    if (live && view.video.current !== null) onShoot(camera, view.video.current);
  };
  useHotkeys({ p: shoot });
  return (
    <div className={styles.watching}>
      <LivePicture camera={camera} view={view} boxes />
      <Button
        className={styles.capture ?? ""}
        type="primary"
        icon={<CameraIcon size={16} aria-hidden="true" />}
        disabled={!live}
        title={t("capture.hint")}
        onClick={shoot}
        data-testid="capture"
      >
        {t("capture.short")}
      </Button>
    </div>
  );
}
