import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import { useCan, useChannelId } from "@/app/session";

export interface Source {
  label: string;
  /** Where it can be looked at, if anywhere. */
  to: string | null;
}

/** Turns "scenario:5" or "rule:3" into the name that staff gave it. */
export function useSourceNames(): (source: string) => Source | null {
  const { t } = useTranslation("deliveries");
  const channelId = useChannelId();
  const can = useCan();
  const scenarios = useQuery({
    queryKey: ["scenarios", channelId, "names"],
    enabled: can("scenarios.view"),
    queryFn: async () =>
      (await answer(api.GET("/api/v1/scenarios", { params: { query: { channel_id: channelId } } }))).items,
  });
  const rules = useQuery({
    queryKey: ["rules", channelId, "names"],
    enabled: can("rules.view"),
    queryFn: async () =>
      (await answer(api.GET("/api/v1/rules", { params: { query: { channel_id: channelId } } }))).items,
  });
  return (source) => {
    const [kind, text] = source.split(":");
    const id = Number(text);
    if (kind === "scenario") {
      const name = scenarios.data?.find((one) => one.id === id)?.name;
      return { label: name ?? t("source.scenario"), to: name ? `/c/${channelId}/scenarios/${id}` : null };
    }
    if (kind === "rule") {
      const name = rules.data?.find((one) => one.id === id)?.name;
      return { label: name ?? t("source.rule"), to: `/c/${channelId}/replies` };
    }
    if (kind === "operation") {
      return { label: t("source.operation"), to: `/c/${channelId}/operations/${id}` };
    }
    return null;
  };
}
