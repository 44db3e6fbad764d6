import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useState } from "react";
import { type ActGiven, actOn, actOnLeaving, type CaseFile, caseQuery } from "../api/cases";
import { ApiError } from "../api/client";
import { useUser } from "../api/session";
import { keepUnsent } from "../parts/unsent";
import { nameOfAct } from "./ActForm";

export const UNDO_MS = 5_000;

interface Acts {
  /** Waits its five seconds; then it is sent. */
  waiting: ActGiven | null;
  isSending: boolean;
  error: unknown;
  /** Sends at once. */
  send: (given: Omit<ActGiven, "step">) => void;
  /** Sends after five seconds in which it can be undone; sooner where the page is left. */
  sendSoon: (given: Omit<ActGiven, "step">) => void;
  undo: () => void;
}

/** What somebody does with a case, and the five seconds to think again. */
export function useActs(file: CaseFile, whenDone: () => void): Acts {
  const queries = useQueryClient();
  const user = useUser();
  const [waiting, setWaiting] = useState<ActGiven | null>(null);
  const act = useMutation({
    mutationFn: (given: ActGiven) => actOn(file.id, given),
    onSuccess: (changed, given) => {
      keepUnsent(user.id, nameOfAct(file.id, given.act), null);
      queries.setQueryData(caseQuery(file.id).queryKey, changed);
      void queries.invalidateQueries({ queryKey: ["cases"] });
      whenDone();
    },
    onError: (error) => {
      // Somebody else was first: show what they did.
      if (error instanceof ApiError && error.status === 409) {
        void queries.invalidateQueries({ queryKey: ["case", file.id] });
      }
    },
  });
  const flush = useEffectEvent(() => {
    if (waiting !== null) actOnLeaving(file.id, waiting);
  });
  const elapse = useEffectEvent(() => {
    if (waiting === null) return;
    setWaiting(null);
    act.mutate(waiting);
  });
  useEffect(() => {
    if (waiting === null) return;
    const timer = setTimeout(elapse, UNDO_MS);
    return () => clearTimeout(timer);
  }, [waiting]);
  useEffect(() => {
    const leave = () => {
      flush();
      setWaiting(null);
    };
    addEventListener("pagehide", leave);
    return () => {
      removeEventListener("pagehide", leave);
      flush();
    };
  }, []);
  return {
    waiting,
    isSending: act.isPending,
    error: act.error,
    send: (given) => act.mutate({ ...given, step: file.step }),
    sendSoon: (given) => {
      act.reset();
      setWaiting({ ...given, step: file.step });
    },
    undo: () => setWaiting(null),
  };
}
