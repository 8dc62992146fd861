import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import type { RuleOut } from "@/api/schema.gen";
import { rulesQuery } from "./queries";
import { asIn } from "./rule";

/** What can be done with rules from their list. */
export function useRuleDeeds(channelId: number) {
  const { t } = useTranslation("replies");
  const client = useQueryClient();
  const onSettled = () => client.invalidateQueries({ queryKey: ["rules"] });
  const turn = useMutation({
    mutationFn: ({ rule, isActive }: { rule: RuleOut; isActive: boolean }) =>
      answer(
        api.PUT("/api/v1/rules/{rule_id}", {
          params: { path: { rule_id: rule.id } },
          body: { ...asIn(rule), is_active: isActive },
        }),
      ),
    onSuccess: (rule) =>
      notifications.show({
        message: t(rule.is_active ? "list.turnedOn" : "list.turnedOff", { name: rule.name }),
      }),
    onSettled,
  });
  const order = useMutation({
    mutationFn: (ruleIds: number[]) =>
      answer(api.POST("/api/v1/rules/order", { body: { channel_id: channelId, rule_ids: ruleIds } })),
    onMutate: (ruleIds) => {
      // Shown at once; the answer or the next hint puts it right if it did not work.
      client.setQueryData(rulesQuery(channelId).queryKey, (known) => {
        if (!known) return known;
        const place = new Map(ruleIds.map((id, index) => [id, index]));
        const items = [...known.items].sort((a, b) => (place.get(a.id) ?? -1) - (place.get(b.id) ?? -1));
        return { ...known, items };
      });
    },
    onSettled,
  });
  return {
    error: turn.error ?? order.error,
    turn: (rule: RuleOut, isActive: boolean) => turn.mutate({ rule, isActive }),
    move: (answers: RuleOut[], index: number, by: -1 | 1) => {
      const ids = answers.map((rule) => rule.id);
      const moving = ids[index];
      if (moving === undefined || ids[index + by] === undefined) return;
      order.mutate(ids.toSpliced(index, 1).toSpliced(index + by, 0, moving));
    },
  };
}
