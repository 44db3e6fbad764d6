import { Button, Input, Segmented } from "antd";
import { Plus, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { PlaceGiven } from "../../api/settings";
import type { Place, Words } from "../../api/types";
import styles from "./PlaceForm.module.css";

const FILMING = ["must", "may", "never"] as const;
const MOST_COVERED = 12;

interface PlaceFormProps {
  place: Place | null;
  isSending: boolean;
  failure: string | null;
  send: (given: PlaceGiven) => void;
  cancel: () => void;
}

export function PlaceForm({ place, isSending, failure, send, cancel }: PlaceFormProps) {
  const { t } = useTranslation();
  const [name, setName] = useState<Words>(place?.name ?? { zh: "", en: "" });
  const [filming, setFilming] = useState(place?.filming ?? "may");
  const [covers, setCovers] = useState<Words[]>(place?.covers ?? []);
  const filled = ({ zh, en }: Words) => zh.trim() !== "" && en.trim() !== "";
  const listed =
    filming === "never" ? [] : covers.filter(({ zh, en }) => zh.trim() !== "" || en.trim() !== "");
  const complete = filled(name) && listed.every(filled);
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (complete) send({ name: trimmed(name), filming, covers: listed.map(trimmed) });
      }}
    >
      <Pair label={t("settings.placeName")} words={name} onChange={setName} />
      <Segmented
        value={filming}
        onChange={setFilming}
        aria-label={t("settings.filmingLabel")}
        options={FILMING.map((value) => ({ value, label: t(`settings.filming.${value}`) }))}
      />
      <p className={styles.hint}>{t(`settings.filmingHint.${filming}`)}</p>
      {filming !== "never" && (
        <div className={styles.covers}>
          <h3>{t("settings.mustCover")}</h3>
          {covers.map((item, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other identity
            <div key={index} className={styles.cover}>
              <Pair
                label={t("settings.coverNumber", { number: index + 1 })}
                words={item}
                onChange={(next) => setCovers(covers.map((other, at) => (at === index ? next : other)))}
              />
              <Button
                type="text"
                icon={<X size={16} aria-hidden="true" />}
                aria-label={t("settings.removeCover", { number: index + 1 })}
                onClick={() => setCovers(covers.filter((_, at) => at !== index))}
              />
            </div>
          ))}
          {covers.length < MOST_COVERED && (
            <Button
              size="small"
              icon={<Plus size={14} aria-hidden="true" />}
              onClick={() => setCovers([...covers, { zh: "", en: "" }])}
            >
              {t("settings.addCover")}
            </Button>
          )}
        </div>
      )}
      {failure !== null && (
        <p className={styles.failed} role="alert">
          {failure}
        </p>
      )}
      <div className={styles.buttons}>
        <Button
          type="primary"
          htmlType="submit"
          disabled={!complete}
          loading={isSending}
          data-testid="place-save"
        >
          {t("settings.save")}
        </Button>
        <Button onClick={cancel}>{t("review.cancel")}</Button>
      </div>
    </form>
  );
}

function trimmed({ zh, en }: Words): Words {
  return { zh: zh.trim(), en: en.trim() };
}

interface PairProps {
  label: string;
  words: Words;
  onChange: (words: Words) => void;
}

function Pair({ label, words, onChange }: PairProps) {
  return (
    <div className={styles.pair}>
      <Input
        addonBefore="中文"
        aria-label={`${label} 中文`}
        lang="zh-CN"
        value={words.zh}
        maxLength={100}
        onChange={(event) => onChange({ ...words, zh: event.target.value })}
      />
      <Input
        addonBefore="EN"
        aria-label={`${label} English`}
        lang="en"
        value={words.en}
        maxLength={100}
        onChange={(event) => onChange({ ...words, en: event.target.value })}
      />
    </div>
  );
}
