import { useTranslation } from "react-i18next";
import type { DeliveryOut } from "@/api/schema.gen";

/** Why a friend got a message or did not, in words. */
export function useWhy(): (row: DeliveryOut) => string {
  const { t, i18n } = useTranslation("deliveries");
  return (row) => {
    const reason = i18n.language === "ja" ? row.reason_ja : row.reason_en;
    if (reason) return row.detail ? t("why.detail", { reason, detail: row.detail }) : reason;
    return row.state === "sent" ? t(`why.sent.${row.endpoint || "push"}`) : (row.detail ?? "");
  };
}
