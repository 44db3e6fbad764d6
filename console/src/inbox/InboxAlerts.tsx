import { useQueryClient } from "@tanstack/react-query";
import { notification } from "antd";
import { useEffect, useEffectEvent } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import type { CaptureChange } from "../api/captures";
import { dueChecksQuery } from "../api/selfChecks";
import type { Violation } from "../api/types";
import { useLive } from "../live/context";
import { useNarrow } from "../parts/media";
import { remembered } from "../parts/memory";
import { useCameraWords } from "../parts/words";
import { chime } from "./chime";

const SHOWN_S = 8;
/** A reminder is news for so long. */
const REMINDED_MS = 10 * 60_000;

/** Tells the business of each new violation, whatever page it has open. */
export function InboxAlerts() {
  const { t } = useTranslation();
  const cameraWords = useCameraWords();
  const live = useLive();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const narrow = useNarrow();
  const [toasts, region] = notification.useNotification({ maxCount: 2, top: 4 });
  const tell = useEffectEvent((violation: Violation) => {
    toasts.open({
      key: violation.id,
      role: "status",
      title: t("inbox.arrived", { rule: t(`rule.${violation.rule}`) }),
      // On a phone the toast covers the page's header and nothing that a thumb may be aiming at.
      ...(narrow ? { closable: false } : { description: cameraWords(violation.camera) }),
      styles: { root: { cursor: "pointer", ...(narrow ? { padding: "10px 16px" } : {}) } },
      placement: narrow ? "top" : "bottomRight",
      duration: SHOWN_S,
      onClick: () => {
        toasts.destroy(violation.id);
        void navigate(`/violations/${violation.id}?state=open`);
      },
    });
    if (remembered("sound", ["on", "off"]) === "on") chime();
  });
  const tellCapture = useEffectEvent((change: CaptureChange) => {
    toasts.open({
      key: change.capture_id,
      role: "status",
      title: t("inbox.captured", { name: change.by }),
      ...(narrow ? { closable: false } : { description: change.camera_name }),
      styles: { root: { cursor: "pointer", ...(narrow ? { padding: "10px 16px" } : {}) } },
      placement: narrow ? "top" : "bottomRight",
      duration: SHOWN_S,
      onClick: () => {
        toasts.destroy(change.capture_id);
        void navigate(`/captures/${change.capture_id}`);
      },
    });
    if (remembered("sound", ["on", "off"]) === "on") chime();
  });
  const tellDue = useEffectEvent(async () => {
    const due = await queries.fetchQuery({ ...dueChecksQuery, staleTime: 0 });
    const meant = due.filter(
      ({ filed, reminded_at }) =>
        filed === null && reminded_at !== null && Date.now() - Date.parse(reminded_at) < REMINDED_MS,
    );
    if (meant.length === 0) return;
    toasts.open({
      key: "self-checks",
      role: "status",
      title: t("selfCheck.remindedOf", {
        kinds: [...new Set(meant.map(({ kind }) => t(`selfCheck.kind.${kind}`)))].join(" · "),
      }),
      ...(narrow ? { closable: false } : {}),
      styles: { root: { cursor: "pointer", ...(narrow ? { padding: "10px 16px" } : {}) } },
      placement: narrow ? "top" : "bottomRight",
      duration: SHOWN_S,
      onClick: () => {
        toasts.destroy("self-checks");
        void navigate("/self-checks");
      },
    });
    if (remembered("sound", ["on", "off"]) === "on") chime();
  });
  // What could not be read is read with the page.
  useEffect(() => live.onSelfChecks(() => void tellDue().catch(() => undefined)), [live]);
  useEffect(
    () =>
      live.onCapture((change) => {
        if (change.change === "kept") tellCapture(change);
      }),
    [live],
  );
  useEffect(
    () =>
      live.onViolation(({ change, violation }) => {
        if (change === "opened") tell(violation);
      }),
    [live],
  );
  return region;
}
