import { useTranslation } from "react-i18next";
import type { HandlingOut } from "@/api/schema.gen";

/** Who did it, as people call them. */
export function useActorName(): (entry: HandlingOut) => string {
  const { t } = useTranslation("audit");
  return (entry) => {
    if (entry.actor_kind === "api_key") return t("actor.api_key", { name: entry.actor_label });
    return entry.actor_kind === "cli" ? t("actor.cli") : entry.actor_label;
  };
}
