import { Card, Group, SimpleGrid, Stack, Text, ThemeIcon, UnstyledButton } from "@mantine/core";
import { IconFile } from "@tabler/icons-react";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import { useCan, useChannelId } from "@/app/session";
import { ErrorNote } from "@/components/ErrorNote";
import { scenariosQuery } from "./queries";
import classes from "./scenarios.module.css";
import { freeName, STARTERS, type Starter, starterSteps } from "./starters";

/** Ready drafts; choosing one opens it in the editor. Nothing is sent by that. */
export function StarterGrid() {
  const { t } = useTranslation("scenarios");
  const channelId = useChannelId();
  const client = useQueryClient();
  const navigate = useNavigate();
  const can = useCan();
  const { data: scenarios } = useSuspenseQuery(scenariosQuery(channelId));
  const create = useMutation({
    mutationFn: async (starter: Starter | null) => {
      const words = (path: string) => t(`starter.${starter?.key ?? "blank"}.${path}`);
      const name = freeName(
        words("name"),
        scenarios.map((one) => one.name),
      );
      const steps = starter ? starterSteps(starter, words) : [];
      const purpose = starter ? words("purpose") : "";
      const made = await answer(
        api.POST("/api/v1/scenarios", { body: { channel_id: channelId, name, purpose, steps } }),
      );
      if (starter?.trigger && can("rules.edit")) {
        const actions = [{ do: "start_scenario" as const, scenario_id: made.id }];
        const rule = {
          channel_id: channelId,
          name: t("start.ruleName", { name }),
          trigger: starter.trigger,
          actions,
        };
        // Without its start the draft is still whole; the editor shows that it has none.
        await answer(api.POST("/api/v1/rules", { body: { ...rule, position: 0, is_active: true } })).catch(
          () => null,
        );
      }
      return made;
    },
    onSuccess: (made) => {
      void client.invalidateQueries({ queryKey: ["scenarios"] });
      void client.invalidateQueries({ queryKey: ["rules"] });
      void navigate({
        to: "/c/$channelId/scenarios/$scenarioId",
        params: { channelId: String(channelId), scenarioId: String(made.id) },
      });
    },
  });
  return (
    <Stack>
      <ErrorNote error={create.error} />
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
        {[...STARTERS, null].map((starter) => {
          const key = starter?.key ?? "blank";
          const Icon = starter?.icon ?? IconFile;
          return (
            <UnstyledButton
              key={key}
              className={classes.starter}
              disabled={create.isPending}
              onClick={() => create.mutate(starter)}
            >
              <Card withBorder h="100%">
                <Group wrap="nowrap" align="flex-start" gap="sm">
                  <ThemeIcon variant="light" size={36} aria-hidden>
                    <Icon size={20} stroke={1.6} />
                  </ThemeIcon>
                  <Stack gap={4}>
                    <Text fw={650}>{t(`starter.${key}.title`)}</Text>
                    <Text size="sm" c="dimmed">
                      {t(`starter.${key}.text`)}
                    </Text>
                    {starter ? (
                      <Text size="xs" c="dimmed">
                        {t("starter.steps", { count: starter.timings.length })}
                      </Text>
                    ) : null}
                  </Stack>
                </Group>
              </Card>
            </UnstyledButton>
          );
        })}
      </SimpleGrid>
    </Stack>
  );
}
