import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { ApiError } from "../api/client";
import { addPhoto, type Inspection, inspectionQuery } from "../api/inspections";
import { useLeaveWarning } from "../parts/leaving";
import { smaller } from "../parts/photo";
import type { Change } from "./useAnswering";

export const MOST_PHOTOS = 20;
const MOST_RETRIES = 2;

/** A photo just taken, until the service has it. */
export interface Sending {
  id: number;
  step: string;
  item: string;
  file: File;
  /** Address of the preview. */
  preview: string;
  failed: boolean;
}

export interface Photos {
  sending: readonly Sending[];
  take: (step: string, item: string, files: Iterable<File>) => void;
  again: (photo: Sending) => void;
  drop: (photo: Sending) => void;
}

/** Photos on their way to the service, one after the other; what has arrived is named by its item's answer. */
export function usePhotos(inspectionId: string, change: Change): Photos {
  const queries = useQueryClient();
  const [sending, setSending] = useState<readonly Sending[]>([]);
  const next = useRef(0);
  const name = useRef(change);
  name.current = change;
  const mark = (id: number, failed: boolean) =>
    setSending((all) => all.map((photo) => (photo.id === id ? { ...photo, failed } : photo)));
  const drop = ({ id, preview }: Sending) => {
    URL.revokeObjectURL(preview);
    setSending((all) => all.filter((photo) => photo.id !== id));
  };
  const send = useMutation({
    scope: { id: `photos-${inspectionId}` },
    retry: (failures, error) => failures < MOST_RETRIES && !isRefusal(error),
    mutationFn: async ({ file }: Sending) => addPhoto(inspectionId, await smaller(file)),
    onSuccess: (kept, photo) => {
      queries.setQueryData<Inspection>(
        inspectionQuery(inspectionId).queryKey,
        (old) => old && { ...old, photos: [...old.photos.filter(({ key }) => key !== kept.key), kept] },
      );
      // A photo taken of an item shows what is wrong with it, unless something else was said.
      name.current(photo.step, photo.item, (old) => ({
        answer: old?.answer ?? "problem",
        photo_keys: [...new Set([...(old?.photo_keys ?? []), kept.key])],
      }));
      drop(photo);
    },
    onError: (_, { id }) => mark(id, true),
  });
  useLeaveWarning(sending.length > 0);
  return {
    sending,
    take: (step, item, files) => {
      for (const file of files) {
        const photo = {
          id: next.current++,
          step,
          item,
          file,
          preview: URL.createObjectURL(file),
          failed: false,
        };
        setSending((all) => [...all, photo]);
        send.mutate(photo);
      }
    },
    again: (photo) => {
      mark(photo.id, false);
      send.mutate(photo);
    },
    drop,
  };
}

/** The service has said no, and will say no again. */
function isRefusal(error: unknown): boolean {
  return error instanceof ApiError && error.status >= 400 && error.status < 500;
}
