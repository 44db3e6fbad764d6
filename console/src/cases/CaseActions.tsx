import { Button } from "antd";
import { Undo2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Act, CaseFile } from "../api/cases";
import { ApiError } from "../api/client";
import { useHotkeys } from "../parts/hotkeys";
import { ActForm } from "./ActForm";
import styles from "./CaseActions.module.css";
import { useActs } from "./useActs";

/** Done with one press, for nothing needs to be said. */
const PLAIN: readonly Act[] = ["confirm", "notify", "pass", "claim", "close"];
/** A slip of the thumb is taken back within five seconds. */
const UNDOABLE: readonly Act[] = ["confirm", "reject", "pass"];
const KEYS: Partial<Record<Act, string>> = { confirm: "C", pass: "C", reject: "R", fail: "R" };

/** The one next step as the primary button, the others beside it, each with what it needs. */
export function CaseActions({ file }: { file: CaseFile }) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState<Act | null>(null);
  const acts = useActs(file, () => setOpened(null));
  // An appeal may be right or not: neither is the step that is expected.
  const primary = file.mine && file.state !== "appealed" ? file.acts[0] : undefined;
  const others = file.acts.filter((act) => act !== primary);
  const open = opened !== null && file.acts.includes(opened) ? opened : null;
  const begin = (act: Act) => {
    if (!PLAIN.includes(act)) setOpened(act);
    else if (UNDOABLE.includes(act)) acts.sendSoon({ act });
    else acts.send({ act });
  };
  const idle = acts.waiting === null && !acts.isSending && open === null;
  const keyOf = (act: Act) => (act === "reject" && file.acts.includes("fail") ? undefined : KEYS[act]);
  const keyed = (...wanted: Act[]) => {
    const act = wanted.find((item) => file.acts.includes(item));
    return idle && act !== undefined ? () => begin(act) : undefined;
  };
  useHotkeys({
    c: keyed("confirm", "pass"),
    r: keyed("fail", "reject"),
    z: acts.waiting !== null ? acts.undo : undefined,
    Escape: open !== null ? () => setOpened(null) : undefined,
  });
  if (file.acts.length === 0) return null;

  if (acts.waiting !== null) {
    return (
      <div className={styles.waiting} role="status" data-testid="case-undo-bar">
        <span className={styles.said}>{t(`case.done.${acts.waiting.act}`)}</span>
        <Button icon={<Undo2 size={16} aria-hidden="true" />} onClick={acts.undo} data-testid="case-undo">
          {t("case.undo")} · Z
        </Button>
        <span className={styles.running} aria-hidden="true" />
      </div>
    );
  }
  return (
    <div className={styles.actions}>
      {open !== null ? (
        <ActForm
          key={open}
          act={open}
          file={file}
          isSending={acts.isSending}
          send={(given) =>
            UNDOABLE.includes(open)
              ? acts.sendSoon({ act: open, ...given })
              : acts.send({ act: open, ...given })
          }
          cancel={() => setOpened(null)}
        />
      ) : (
        <>
          {primary !== undefined && (
            <Button
              type="primary"
              size="large"
              block
              loading={acts.isSending}
              aria-keyshortcuts={keyOf(primary)?.toLowerCase()}
              onClick={() => begin(primary)}
              data-testid={`case-act-${primary}`}
            >
              {t(`case.act.${primary}`)}
              {keyOf(primary) !== undefined && <kbd className={styles.key}>{keyOf(primary)}</kbd>}
            </Button>
          )}
          <div className={styles.others}>
            {others.map((act) => (
              <Button
                key={act}
                type={act === "note" ? "text" : "default"}
                disabled={acts.isSending}
                aria-keyshortcuts={keyOf(act)?.toLowerCase()}
                onClick={() => begin(act)}
                data-testid={`case-act-${act}`}
              >
                {t(`case.act.${act}`)}
                {keyOf(act) !== undefined && <kbd className={styles.key}>{keyOf(act)}</kbd>}
              </Button>
            ))}
          </div>
        </>
      )}
      {acts.error !== null && <Trouble error={acts.error} />}
    </div>
  );
}

function Trouble({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const beaten = error instanceof ApiError && error.status === 409;
  return (
    <p className={styles.trouble} role="alert" data-testid="case-trouble">
      {t(beaten ? "case.beaten" : "case.failed")}
    </p>
  );
}
