import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, Button } from "antd";
import { PenLine, Redo2, Trash2, Undo2, X } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  type CameraSettings,
  cameraSettingsQuery,
  type Point,
  setZones,
  type Zone,
} from "../../api/settings";
import { DarkArea } from "../../theme/Theme";
import { Drawing, type Selection } from "./Drawing";
import { LeaveGuard } from "./LeaveGuard";
import { begin, faultOf, pointAt, redo, rest, step, undo } from "./shapes";
import styles from "./ZoneEditor.module.css";
import { ZoneFields } from "./ZoneFields";
import { ZonePicture } from "./ZonePicture";

const MOST_ZONES = 16;
/** What "add" draws by itself, to be put where it belongs. */
const RECTANGLE: Point[] = [
  [0.3, 0.3],
  [0.7, 0.3],
  [0.7, 0.75],
  [0.3, 0.75],
];

/** Draws a camera's zones on its live picture, and says what each demands and when. */
export function ZoneEditor({ settings }: { settings: CameraSettings }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [history, setHistory] = useState(() => begin(settings.zones));
  const [selection, setSelection] = useState<Selection | null>(null);
  const [draft, setDraft] = useState<readonly Point[] | null>(null);
  const [saved, setSaved] = useState(settings.zones);
  const zones = history.present;
  const save = useMutation({
    mutationFn: () =>
      setZones(
        settings.camera.id,
        zones.map((zone) => ({ ...zone, name: zone.name.trim() })),
      ),
    onSuccess: (changed) => {
      setSaved(changed.zones);
      setHistory(begin(changed.zones));
      queries.setQueryData(cameraSettingsQuery(settings.camera.id).queryKey, changed);
    },
  });
  const change = (next: readonly Zone[], label?: string) => setHistory((known) => step(known, next, label));
  const faults = zones.map((zone) => faultOf(zone, zones));
  const dirty = zones !== saved && JSON.stringify(zones) !== JSON.stringify(saved);

  const freshName = () => {
    for (let number = zones.length + 1; ; number++) {
      const name = t("zones.name", { number });
      if (!zones.some((zone) => zone.name === name)) return name;
    }
  };
  const add = (points: readonly Point[]) => {
    change([
      ...zones,
      { name: freshName(), points: [...points], demands: ["mask", "hat", "gloves"], hours: [] },
    ]);
    setSelection({ zone: zones.length, point: null });
    setDraft(null);
  };
  const close = () => {
    if (draft !== null && draft.length >= 3) add(draft);
  };
  const remove = (index: number) => {
    change(zones.filter((_, at) => at !== index));
    setSelection(null);
  };
  const back = () => {
    if (draft !== null) setDraft(draft.length > 0 ? draft.slice(0, -1) : null);
    else setHistory(undo);
  };

  const onKey = (event: KeyboardEvent) => {
    const typing = event.target instanceof HTMLInputElement && event.target.type !== "checkbox";
    const command = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    if (typing) return;
    if (command && key === "z" && !event.shiftKey) back();
    else if (command && (key === "y" || (key === "z" && event.shiftKey))) setHistory(redo);
    else if (command && key === "s") {
      if (dirty && faults.every((fault) => fault === null)) save.mutate();
    } else if (key === "escape" && draft !== null) setDraft(null);
    else if (key === "escape" && selection !== null) setSelection(null);
    else if (key === "enter" && draft !== null) close();
    else if ((key === "delete" || key === "backspace") && draft === null && selection !== null)
      remove(selection.zone);
    else return;
    event.preventDefault();
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys act on what has the focus within
    <div className={styles.editor} onKeyDown={onKey} data-testid="zone-editor">
      <LeaveGuard dirty={dirty} />
      <DarkArea className={styles.stage}>
        <div className={styles.tools} role="toolbar" aria-label={t("zones.tools")}>
          {draft === null ? (
            <>
              <Button
                icon={<PenLine size={16} aria-hidden="true" />}
                disabled={zones.length >= MOST_ZONES}
                onClick={() => {
                  setSelection(null);
                  setDraft([]);
                }}
                data-testid="zone-draw"
              >
                {t("zones.draw")}
              </Button>
              <Button
                type="text"
                disabled={zones.length >= MOST_ZONES}
                onClick={() => add(RECTANGLE.map(([x, y]) => pointAt(x, y)))}
                data-testid="zone-rectangle"
              >
                {t("zones.rectangle")}
              </Button>
            </>
          ) : (
            <>
              <Button type="primary" disabled={draft.length < 3} onClick={close} data-testid="zone-close">
                {t("zones.close")}
              </Button>
              <Button
                type="text"
                icon={<X size={16} aria-hidden="true" />}
                onClick={() => setDraft(null)}
                data-testid="zone-cancel"
              >
                {t("zones.cancel")}
              </Button>
            </>
          )}
          <span className={styles.space} />
          <Button
            type="text"
            icon={<Undo2 size={18} aria-hidden="true" />}
            aria-label={t("zones.undo")}
            title={t("zones.undo")}
            disabled={history.past.length === 0 && !draft?.length}
            onClick={back}
            data-testid="zone-undo"
          />
          <Button
            type="text"
            icon={<Redo2 size={18} aria-hidden="true" />}
            aria-label={t("zones.redo")}
            title={t("zones.redo")}
            disabled={history.future.length === 0}
            onClick={() => setHistory(redo)}
            data-testid="zone-redo"
          />
          <Button
            type="text"
            icon={<Trash2 size={18} aria-hidden="true" />}
            aria-label={t("zones.remove")}
            title={t("zones.remove")}
            disabled={selection === null}
            onClick={() => selection !== null && remove(selection.zone)}
            data-testid="zone-remove"
          />
        </div>
        <ZonePicture settings={settings}>
          <Drawing
            zones={zones}
            selection={selection}
            onSelect={setSelection}
            onChange={change}
            onRest={() => setHistory(rest)}
            draft={draft}
            onDraft={setDraft}
            onClose={close}
          />
        </ZonePicture>
        <p className={styles.hint} role="status">
          {draft === null
            ? t(selection === null ? "zones.hintNone" : "zones.hintSelected")
            : t(draft.length < 3 ? "zones.hintDraw" : "zones.hintClose")}
        </p>
      </DarkArea>
      <aside className={styles.side} aria-label={t("zones.list")}>
        {zones.length === 0 && <p className={styles.none}>{t("zones.none")}</p>}
        <ol className={styles.zones}>
          {zones.map((zone, index) => (
            <ZoneFields
              // biome-ignore lint/suspicious/noArrayIndexKey: zones have no other identity while they are drawn
              key={index}
              zone={zone}
              tone={index % 6}
              fault={faults[index] ?? null}
              selected={selection?.zone === index}
              onSelect={() => {
                if (selection?.zone !== index) setSelection({ zone: index, point: null });
              }}
              onRemove={() => remove(index)}
              onRest={() => setHistory(rest)}
              onChange={(next, label) =>
                change(
                  zones.map((other, at) => (at === index ? next : other)),
                  label && `${label}-${index}`,
                )
              }
            />
          ))}
        </ol>
        <footer className={styles.footer}>
          {save.isError && <Alert type="error" showIcon title={t("zones.failed")} />}
          <p className={styles.state} role="status" data-testid="zones-state">
            {t(dirty ? "zones.unsaved" : "zones.saved")}
          </p>
          <Button
            disabled={!dirty}
            onClick={() => {
              setHistory((known) => step(known, saved));
              setSelection(null);
            }}
          >
            {t("zones.discard")}
          </Button>
          <Button
            type="primary"
            disabled={!dirty || faults.some((fault) => fault !== null)}
            loading={save.isPending}
            onClick={() => save.mutate()}
            data-testid="zones-save"
          >
            {t("zones.save")}
          </Button>
        </footer>
      </aside>
    </div>
  );
}
