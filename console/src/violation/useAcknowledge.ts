import { useMutation, useQueryClient } from "@tanstack/react-query";
import { acknowledge, camerasQuery } from "../api/queries";
import { useLive } from "../live/context";

/** Acknowledges the violation with the given id; every list shows it at once. */
export function useAcknowledge() {
  const live = useLive();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: acknowledge,
    onSuccess: (violation) => {
      live.apply(violation);
      void queries.invalidateQueries({ queryKey: camerasQuery.queryKey });
    },
  });
}
