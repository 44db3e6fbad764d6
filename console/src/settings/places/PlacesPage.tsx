import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Popconfirm } from "antd";
import { ArrowDown, ArrowUp, EyeOff, Pencil, Plus, ScanEye, Trash2, Video } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { placeListQuery } from "../../api/queries";
import { addPlace, changePlace, orderPlaces, type PlaceGiven, removePlace } from "../../api/settings";
import type { Place } from "../../api/types";
import { Failure, Skeletons } from "../../parts/States";
import { useTitle } from "../../parts/title";
import { useWords } from "../../parts/words";
import { useSettingProblem } from "../problems";
import { PlaceForm } from "./PlaceForm";
import styles from "./PlacesPage.module.css";

const ICONS = { must: ScanEye, may: Video, never: EyeOff } as const;

/** The places at which cameras look: their names, whether they are filmed, and what must be seen; to be changed
 * by whoever answers for the whole city. */
export function PlacesPage() {
  const { t } = useTranslation();
  const words = useWords();
  const problem = useSettingProblem();
  const queries = useQueryClient();
  const list = useQuery(placeListQuery);
  const [editing, setEditing] = useState<string | null>(null);
  useTitle(t("settings.places"));
  const refresh = () => queries.invalidateQueries({ queryKey: placeListQuery.queryKey });
  const save = useMutation({
    mutationFn: async ({ key, given }: { key: string; given: PlaceGiven }) => {
      await (key === "" ? addPlace(given) : changePlace(key, given));
    },
    onSuccess: async () => {
      await refresh();
      setEditing(null);
    },
  });
  const remove = useMutation({ mutationFn: (key: string) => removePlace(key), onSettled: refresh });
  const order = useMutation({
    mutationFn: (keys: string[]) => orderPlaces(keys),
    onSettled: refresh,
  });

  if (list.isPending) return <Skeletons count={6} height={56} />;
  if (list.isError && list.data === undefined) {
    return <Failure error={list.error} retry={() => void list.refetch()} />;
  }
  const { items: places, may_change: mayChange } = list.data;
  const swap = (index: number, by: 1 | -1) => {
    const keys = places.map(({ key }) => key);
    const [one, other] = [keys[index], keys[index + by]];
    if (one === undefined || other === undefined) return;
    keys[index] = other;
    keys[index + by] = one;
    order.mutate(keys);
  };
  const form = (key: string, place: Place | null) => (
    <PlaceForm
      place={place}
      isSending={save.isPending}
      failure={save.isError ? problem(save.error) : null}
      send={(given) => save.mutate({ key, given })}
      cancel={() => {
        save.reset();
        setEditing(null);
      }}
    />
  );
  return (
    <>
      <div className={styles.bar}>
        <p className={styles.lead}>{t(mayChange ? "settings.placesLead" : "settings.placesReadOnly")}</p>
        {mayChange && (
          <Button
            type="primary"
            icon={<Plus size={16} aria-hidden="true" />}
            onClick={() => setEditing("")}
            data-testid="add-place"
          >
            {t("settings.addPlace")}
          </Button>
        )}
      </div>
      {remove.isError && (
        <p className={styles.failed} role="alert">
          {t("settings.placeInUse")}
        </p>
      )}
      {editing === "" && <div className={styles.fresh}>{form("", null)}</div>}
      <ol className={styles.places}>
        {places.map((place, index) => {
          const Icon = ICONS[place.filming];
          if (editing === place.key) {
            return (
              <li key={place.key} className={styles.card}>
                {form(place.key, place)}
              </li>
            );
          }
          return (
            <li key={place.key} className={styles.place} data-testid={`place-${place.key}`}>
              <span className={styles.names}>
                <span className={styles.name}>{words(place.name)}</span>
                <span className={styles.other}>
                  {place.covers.length > 0 && place.covers.map(words).join(" · ")}
                </span>
              </span>
              <span className={styles.filming} data-filming={place.filming}>
                <Icon size={15} aria-hidden="true" />
                {t(`settings.filming.${place.filming}`)}
              </span>
              <span className={styles.count}>{t("settings.count", { count: place.cameras })}</span>
              {mayChange && (
                <span className={styles.actions}>
                  <Button
                    type="text"
                    size="small"
                    icon={<ArrowUp size={16} aria-hidden="true" />}
                    aria-label={t("settings.up", { name: words(place.name) })}
                    disabled={index === 0 || order.isPending}
                    onClick={() => swap(index, -1)}
                  />
                  <Button
                    type="text"
                    size="small"
                    icon={<ArrowDown size={16} aria-hidden="true" />}
                    aria-label={t("settings.down", { name: words(place.name) })}
                    disabled={index === places.length - 1 || order.isPending}
                    onClick={() => swap(index, 1)}
                  />
                  <Button
                    type="text"
                    size="small"
                    icon={<Pencil size={16} aria-hidden="true" />}
                    aria-label={t("settings.edit", { name: words(place.name) })}
                    onClick={() => {
                      save.reset();
                      setEditing(place.key);
                    }}
                  />
                  <Popconfirm
                    title={t("settings.deleteTitle", { name: words(place.name) })}
                    okText={t("settings.delete")}
                    okButtonProps={{ danger: true }}
                    disabled={place.cameras > 0}
                    onConfirm={() => remove.mutate(place.key)}
                  >
                    <Button
                      type="text"
                      size="small"
                      icon={<Trash2 size={16} aria-hidden="true" />}
                      aria-label={t("settings.removePlace", { name: words(place.name) })}
                      disabled={place.cameras > 0}
                    />
                  </Popconfirm>
                </span>
              )}
            </li>
          );
        })}
      </ol>
    </>
  );
}
