import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import type { RuleIn, RuleOut } from "@/api/schema.gen";
import { actionKindsQuery, allAsSent } from "@/components/actions";
import { rulesQuery } from "./queries";
import type { Draft } from "./RuleEditor";
import { isAnswer, placed, triggerOf } from "./rule";

/** Saves a rule and goes back to the list. A new answer is put before the one that answers everything. */
export function useSaveRule(rule: RuleOut | null, channelId: number) {
  const { t } = useTranslation("replies");
  const client = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: async (draft: Draft) => {
      const known = (await client.ensureQueryData(rulesQuery(channelId))).items;
      const kinds = await client.ensureQueryData(actionKindsQuery);
      const last = Math.max(-1, ...known.map((one) => one.position));
      const body: RuleIn = {
        channel_id: channelId,
        ...draft,
        name: draft.name.trim(),
        actions: allAsSent(draft.actions, kinds),
        position: rule?.position ?? Math.min(last + 1, 10_000),
      };
      if (rule)
        return answer(api.PUT("/api/v1/rules/{rule_id}", { params: { path: { rule_id: rule.id } }, body }));
      const made = await answer(api.POST("/api/v1/rules", { body }));
      const answers = known.filter((one) => isAnswer(triggerOf(one)));
      if (isAnswer(triggerOf(made)) && answers.length > 0) {
        const rule_ids = placed(answers, made);
        await answer(api.POST("/api/v1/rules/order", { body: { channel_id: channelId, rule_ids } }));
      }
      return made;
    },
    onSuccess: async (saved) => {
      await client.invalidateQueries({ queryKey: ["rules"] });
      notifications.show({ message: t("edit.saved", { name: saved.name }) });
      void navigate({
        to: "/c/$channelId/replies",
        params: { channelId: String(channelId) },
        ignoreBlocker: true,
      });
    },
  });
}
