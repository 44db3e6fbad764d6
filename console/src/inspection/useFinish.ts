import { lazy, useEffect } from "react";

const load = () => import("./Finish");
const Finish = lazy(async () => ({ default: (await load()).Finish }));

/** The last step, fetched once the first is shown: at the end of the way there may be no network. */
export function useFinish(): typeof Finish {
  useEffect(() => {
    load().catch(() => {});
  }, []);
  return Finish;
}
