import { Wrench } from "lucide-react";
import { useTranslation } from "react-i18next";
import { WaitLink } from "../parts/WaitLink";
import { useMyTurn } from "./queues";

/** How many cases the business has to correct, and the way there; nothing when there is none. */
export function CasesWaiting() {
  const { t } = useTranslation();
  const { waiting } = useMyTurn();
  if (waiting === 0) return null;
  return (
    <WaitLink icon={Wrench} to="/cases" testId="cases-waiting">
      {t("case.waiting", { count: waiting })}
    </WaitLink>
  );
}
