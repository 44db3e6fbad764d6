import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { PasswordForm } from "../accounts/PasswordForm";
import { type Cadre, giveFirstPassword, OFFICE } from "./api";
import { ChangeForm } from "./ChangeForm";
import { DepartureForm } from "./DepartureForm";

export type Doing = { what: "leave" | "report" | "open"; cadre: Cadre };

/** What is done with a cadre: they leave, a change is reported, or their account is opened. */
export function CadreForm({ doing: { what, cadre }, onClose }: { doing: Doing; onClose: () => void }) {
  switch (what) {
    case "leave":
      return <DepartureForm cadre={cadre} onClose={onClose} />;
    case "report":
      return <ChangeForm cadre={cadre} onClose={onClose} />;
    case "open":
      return <OpenForm cadre={cadre} onClose={onClose} />;
  }
}

function OpenForm({ cadre, onClose }: { cadre: Cadre; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const give = async (password: string) => {
    await giveFirstPassword(cadre.id, password);
    await queries.invalidateQueries({ queryKey: OFFICE });
  };
  return (
    <PasswordForm
      title={t("areas.openTitle", { name: cadre.name })}
      okText={t("areas.open_account")}
      give={give}
      onClose={onClose}
    />
  );
}
