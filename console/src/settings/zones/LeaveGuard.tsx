import { Modal } from "antd";
import { useTranslation } from "react-i18next";
import { useBlocker } from "react-router";
import { useLeaveWarning } from "../../parts/leaving";

/** Asks before what has been drawn and not saved is left behind. */
export function LeaveGuard({ dirty }: { dirty: boolean }) {
  const { t } = useTranslation();
  const blocker = useBlocker(dirty);
  useLeaveWarning(dirty);
  return (
    <Modal
      open={blocker.state === "blocked"}
      title={t("zones.leaveTitle")}
      okText={t("zones.leave")}
      cancelText={t("zones.stay")}
      okButtonProps={{ danger: true }}
      onOk={() => blocker.proceed?.()}
      onCancel={() => blocker.reset?.()}
    >
      {t("zones.leaveBody")}
    </Modal>
  );
}
