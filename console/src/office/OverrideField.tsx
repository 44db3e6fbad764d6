import { Input } from "antd";
import { useTranslation } from "react-i18next";
import { DialogField } from "../parts/FormDialog";

interface OverrideFieldProps {
  value: string;
  onChange: (reason: string) => void;
}

/** Of a dialog: why a cadre of a higher level than usual is to answer for businesses. */
export function OverrideField({ value, onChange }: OverrideFieldProps) {
  const { t } = useTranslation();
  return (
    <DialogField name={t("areas.override")}>
      <Input
        value={value}
        maxLength={400}
        aria-label={t("areas.override")}
        placeholder={t("areas.overrideHint")}
        onChange={(event) => onChange(event.target.value)}
      />
    </DialogField>
  );
}
