import { Button } from "antd";
import { Camera as CameraIcon, CameraOff, Check, ChevronLeft, ChevronRight, FileText } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import type { Capture } from "../api/captures";
import type { Inspection, Step } from "../api/inspections";
import type { Camera } from "../api/types";
import { useCamera } from "../api/useCamera";
import { Shots } from "../capture/Shots";
import { type Shoot, useShots } from "../capture/useShots";
import { useFollow } from "../live/context";
import { LivePicture, useLiveView } from "../live/LivePicture";
import { useHotkeys } from "../parts/hotkeys";
import { Notice } from "../parts/States";
import { usePlaceName } from "../parts/words";
import { CheckList } from "./CheckList";
import { Finish } from "./Finish";
import { type Answers, firstOpen, keyOf, standingOf } from "./progress";
import { useAnswering } from "./useAnswering";
import styles from "./Walk.module.css";

/** The way through a business: the picture of each key point with its check-list beside it. */
export function Walk({ inspection }: { inspection: Inspection }) {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const { answers, change, saving, failed } = useAnswering(inspection);
  const { steps } = inspection;
  const [begun] = useState(() => firstOpen(steps, answers));
  const asked = Number(search.get("step") ?? begun + 1) - 1;
  const index = Number.isInteger(asked) ? Math.min(Math.max(asked, 0), steps.length) : 0;
  const step = steps[index];
  const [active, setActive] = useState(0);
  const [taken, setTaken] = useState<ReadonlyMap<string, Capture>>(new Map());
  const item = step?.items[active];
  const attach = useCallback((kept: Capture) => setTaken((all) => new Map(all).set(kept.id, kept)), []);
  const { shots, shoot, drop } = useShots((kept) => {
    attach(kept);
    if (step === undefined || item === undefined) return;
    const given = answers.get(keyOf(step.key, item.key));
    // A picture taken beside an item shows what is wrong with it, unless something else was said.
    change(step.key, item.key, {
      answer: given?.answer ?? "problem",
      capture_ids: [...(given?.capture_ids ?? []), kept.id],
    });
  });
  const detach = (captureId: string) => {
    for (const given of answers.values()) {
      if (!given.capture_ids.includes(captureId)) continue;
      change(given.step, given.item, { capture_ids: given.capture_ids.filter((id) => id !== captureId) });
    }
  };
  const go = (to: number) => {
    setActive(0);
    setSearch({ step: String(Math.min(Math.max(to, 0), steps.length) + 1) }, { replace: true });
  };
  useHotkeys({
    ArrowLeft: index > 0 ? () => go(index - 1) : undefined,
    ArrowRight: index < steps.length ? () => go(index + 1) : undefined,
  });
  const captures = new Map([...inspection.captures.map((kept) => [kept.id, kept] as const), ...taken]);

  return (
    <>
      <Way steps={steps} answers={answers} index={index} onGo={go} />
      <div className={styles.walk}>
        {step === undefined ? (
          <Finish inspection={inspection} answers={answers} saving={saving} onGo={go} />
        ) : (
          <>
            <div className={styles.left}>
              <KeyPoint key={step.key} step={step} onShoot={shoot} />
              <nav className={styles.turn} aria-label={t("inspection.way")}>
                <Button
                  icon={<ChevronLeft size={18} aria-hidden="true" />}
                  disabled={index === 0}
                  onClick={() => go(index - 1)}
                  data-testid="step-previous"
                >
                  {t("inspection.previous")}
                </Button>
                <Button type="primary" onClick={() => go(index + 1)} data-testid="step-next">
                  {t(index === steps.length - 1 ? "inspection.toFinish" : "inspection.next")}
                  <ChevronRight size={18} aria-hidden="true" />
                </Button>
              </nav>
            </div>
            <section className={styles.right} aria-label={t("inspection.checklist")}>
              <CheckList
                step={step}
                answers={answers}
                captures={captures}
                active={active}
                onActive={setActive}
                onChange={change}
              />
            </section>
          </>
        )}
        <p className={styles.saved} role="status" data-testid="draft-state">
          {t(failed ? "inspection.notSaved" : saving ? "inspection.saving" : "inspection.saved")}
        </p>
      </div>
      {shots.length > 0 && <Shots shots={shots} drop={drop} onUndone={detach} />}
    </>
  );
}

interface WayProps {
  steps: readonly Step[];
  answers: Answers;
  index: number;
  onGo: (to: number) => void;
}

/** The key points in their order, and how far each has been looked at. */
function Way({ steps, answers, index, onGo }: WayProps) {
  const { t } = useTranslation();
  return (
    <ol className={styles.way}>
      {[...steps, null].map((step, place) => {
        const standing = step && standingOf(step, answers);
        const complete = step !== null && standing?.answered === step.items.length;
        return (
          <li key={step?.key ?? "finish"}>
            <button
              type="button"
              className={styles.point}
              aria-current={place === index ? "step" : undefined}
              data-problem={standing?.hasProblem || undefined}
              onClick={() => onGo(place)}
              ref={(node) => {
                if (place === index) node?.scrollIntoView({ block: "nearest", inline: "nearest" });
              }}
            >
              <span className={styles.number} data-complete={complete || undefined}>
                {complete ? <Check size={13} strokeWidth={3} aria-hidden="true" /> : place + 1}
              </span>
              {step === null ? t("inspection.finish") : <StepName step={step} />}
              {step !== null && (
                <span className={styles.part}>
                  {standing?.answered}/{step.items.length}
                </span>
              )}
            </button>
          </li>
        );
      })}
    </ol>
  );
}

export function StepName({ step }: { step: Step }) {
  const { t } = useTranslation();
  return step.camera_id === null ? t("inspection.papers") : step.name;
}

function KeyPoint({ step, onShoot }: { step: Step; onShoot: Shoot }) {
  const { t } = useTranslation();
  const place = usePlaceName()(step.place);
  const camera = useCamera(step.camera_id);
  return (
    <figure className={styles.picture}>
      {step.camera_id === null ? (
        <div className={styles.papers}>
          <Notice icon={FileText} title={t("inspection.papers")} body={t("inspection.papersHint")} />
        </div>
      ) : camera ? (
        <Watching key={camera.id} camera={camera} onShoot={onShoot} />
      ) : (
        <div className={styles.papers}>
          {camera === null && <Notice icon={CameraOff} title={t("inspection.cameraGone")} />}
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
  useEffect(() => {
    scrollTo({ top: 0 });
  }, []);
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
