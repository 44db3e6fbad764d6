import { useQuery } from "@tanstack/react-query";
import { Button, Checkbox, Input, Select } from "antd";
import { ArrowDown, ArrowUp, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { placesQuery } from "../api/queries";
import { useWords } from "../parts/words";
import styles from "./ChecklistField.module.css";
import { useWord } from "./PolicyField";
import { policyQuery, type Value } from "./policyApi";

interface Item {
  key: string;
  zh: string;
  en: string;
  places: string[];
  kinds: string[];
  matter: string;
  /** Asked of a camera's picture only. */
  of_picture: boolean;
}

const PAPERS = "papers";
const ALL = "";

interface Props {
  value: Value;
  matters: readonly string[];
  readOnly: boolean;
  onChange: (value: Value) => void;
}

/** The items of a check-list in the order in which they are walked; each says where, of whom, and what a problem is. */
export function ChecklistField({ value, matters, readOnly, onChange }: Props) {
  const { t } = useTranslation();
  const words = useWords();
  const word = useWord();
  const places = useQuery(placesQuery).data ?? [];
  const known = useQuery(policyQuery("business_kinds")).data?.versions[0]?.value.names;
  const kinds = Array.isArray(known) ? known.map(String) : [];
  const [kind, setKind] = useState(ALL);
  const [open, setOpen] = useState<string | null>(null);
  const items = value as unknown as Item[];
  const set = (next: Item[]) => onChange(next as unknown as Value);
  const change = (key: string, part: Partial<Item>) =>
    set(items.map((item) => (item.key === key ? { ...item, ...part } : item)));
  const move = (index: number, by: number) => {
    const [item] = items.slice(index, index + 1);
    if (item === undefined) return;
    const others = items.toSpliced(index, 1);
    set(others.toSpliced(index + by, 0, item));
  };
  const placeOptions = [
    ...places
      .filter(({ filming }) => filming !== "never")
      .map(({ key, name }) => ({ value: key, label: words(name) })),
    { value: PAPERS, label: t("checklist.papers") },
  ];
  const placeWords = (keys: string[]) =>
    keys.length === 0
      ? t("checklist.everywhere")
      : placeOptions
          .filter(({ value: key }) => keys.includes(key))
          .map(({ label }) => label)
          .join(t("and"));
  return (
    <div className={styles.list}>
      <Select
        className={styles.filter ?? ""}
        aria-label={t("checklist.shownFor")}
        value={kind}
        onChange={setKind}
        options={[
          { value: ALL, label: t("checklist.allKinds", { count: items.length }) },
          ...kinds.map((name) => ({
            value: name,
            label: t("checklist.ofKind", { name, count: items.filter((item) => isAsked(item, name)).length }),
          })),
        ]}
      />
      <ol className={styles.items} data-testid="checklist-items">
        {items.map((item, index) =>
          kind !== ALL && !isAsked(item, kind) ? null : (
            <li key={item.key} className={styles.item}>
              <button
                type="button"
                className={styles.line}
                aria-expanded={open === item.key}
                onClick={() => setOpen(open === item.key ? null : item.key)}
              >
                <span className={styles.text}>
                  {words(item) || <em className={styles.soft}>{t("checklist.empty")}</em>}
                </span>
                <span className={styles.tags}>
                  <span>{placeWords(item.places)}</span>
                  {item.kinds.length > 0 && <span className={styles.kind}>{item.kinds.join(t("and"))}</span>}
                  <span>{word("value", item.matter)}</span>
                  {item.of_picture && <span>{t("checklist.ofPicture")}</span>}
                </span>
              </button>
              {open === item.key && (
                <div className={styles.fields}>
                  <Input
                    aria-label={word("field", "zh")}
                    value={item.zh}
                    maxLength={100}
                    disabled={readOnly}
                    placeholder={word("field", "zh")}
                    onChange={(event) => change(item.key, { zh: event.target.value })}
                    data-testid="checklist-zh"
                  />
                  <Input
                    aria-label={word("field", "en")}
                    value={item.en}
                    maxLength={100}
                    disabled={readOnly}
                    placeholder={word("field", "en")}
                    onChange={(event) => change(item.key, { en: event.target.value })}
                    data-testid="checklist-en"
                  />
                  <Select
                    mode="multiple"
                    aria-label={word("field", "places")}
                    placeholder={t("checklist.everywhere")}
                    value={item.places}
                    disabled={readOnly}
                    options={placeOptions}
                    onChange={(next: string[]) => change(item.key, { places: next.toSorted() })}
                  />
                  <Select
                    mode="multiple"
                    aria-label={word("field", "kinds")}
                    placeholder={t("checklist.everyKind")}
                    value={item.kinds}
                    disabled={readOnly}
                    options={kinds.map((name) => ({ value: name, label: name }))}
                    onChange={(next: string[]) => change(item.key, { kinds: next.toSorted() })}
                  />
                  <Select
                    aria-label={word("field", "matter")}
                    value={item.matter}
                    disabled={readOnly}
                    options={matters.map((name) => ({ value: name, label: word("value", name) }))}
                    onChange={(next: string) => change(item.key, { matter: next })}
                  />
                  <Checkbox
                    checked={item.of_picture}
                    disabled={readOnly}
                    onChange={(event) => change(item.key, { of_picture: event.target.checked })}
                    data-testid="checklist-of-picture"
                  >
                    {word("field", "of_picture")}
                  </Checkbox>
                  {!readOnly && (
                    <div className={styles.acts}>
                      <Button
                        type="text"
                        icon={<ArrowUp size={16} aria-hidden="true" />}
                        aria-label={t("checklist.up")}
                        disabled={index === 0}
                        onClick={() => move(index, -1)}
                      />
                      <Button
                        type="text"
                        icon={<ArrowDown size={16} aria-hidden="true" />}
                        aria-label={t("checklist.down")}
                        disabled={index === items.length - 1}
                        onClick={() => move(index, 1)}
                      />
                      <Button
                        type="text"
                        icon={<Trash2 size={16} aria-hidden="true" />}
                        onClick={() => set(items.toSpliced(index, 1))}
                      >
                        {t("checklist.remove")}
                      </Button>
                    </div>
                  )}
                </div>
              )}
            </li>
          ),
        )}
      </ol>
      {!readOnly && (
        <Button
          icon={<Plus size={15} aria-hidden="true" />}
          onClick={() => {
            const key = freeKey(items);
            set([
              ...items,
              {
                key,
                zh: "",
                en: "",
                places: [],
                kinds: kind === ALL ? [] : [kind],
                matter: "other",
                of_picture: false,
              },
            ]);
            setOpen(key);
          }}
          data-testid="checklist-add"
        >
          {t("checklist.add")}
        </Button>
      )}
    </div>
  );
}

function isAsked(item: Item, kind: string): boolean {
  return item.kinds.length === 0 || item.kinds.includes(kind);
}

/** A name that no item has; people never see it. */
function freeKey(items: readonly Item[]): string {
  let number = items.length + 1;
  while (items.some(({ key }) => key === `item_${number}`)) number += 1;
  return `item_${number}`;
}
