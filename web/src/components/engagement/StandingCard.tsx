import { Button, Group, Paper, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import { useCan } from "@/app/session";
import { ErrorNote } from "../ErrorNote";
import { StatusBadge } from "../StatusBadge";
import { DateText } from "../TimeText";
import { DEGREE_LOOKS, STATE_LOOKS } from "./looks";

/** How one friend stands: the state, the score with what it is made of, and interests. */
export function StandingCard({ friendId }: { friendId: number }) {
  const { t, i18n } = useTranslation("engagement");
  const can = useCan();
  const client = useQueryClient();
  const queryKey = ["friends", "standing", friendId];
  const { data, error, refetch } = useQuery({
    queryKey,
    queryFn: () =>
      answer(
        api.GET("/api/v1/friends/{friend_id}/engagement", { params: { path: { friend_id: friendId } } }),
      ),
  });
  const graduate = useMutation({
    mutationFn: (isGraduated: boolean) =>
      answer(
        api.PUT("/api/v1/friends/{friend_id}/graduation", {
          params: { path: { friend_id: friendId } },
          body: { is_graduated: isGraduated },
        }),
      ),
    onSuccess: (standing) => client.setQueryData(queryKey, standing),
  });
  const points = (value: number) => value.toLocaleString(i18n.language, { maximumFractionDigits: 1 });
  const name = (kind: string) =>
    t(`fact.${kind.replace(/[.*]+/g, "_")}`, { defaultValue: kind.replace("external.", "") });
  return (
    <Paper withBorder p="md" component="section" aria-label={t("standing.title")}>
      <Stack gap="xs">
        <Title order={3}>{t("standing.title")}</Title>
        <ErrorNote error={error ?? graduate.error} onRetry={() => void refetch()} />
        {data ? (
          <>
            <Group gap="xs">
              <StatusBadge look={STATE_LOOKS[data.lifecycle]}>{t(`state.${data.lifecycle}`)}</StatusBadge>
              {data.since ? (
                <Text size="xs" c="dimmed" component="span">
                  {t("standing.since")} <DateText at={data.since} />
                </Text>
              ) : null}
            </Group>
            <Text size="sm">{t("standing.score", { points: points(data.score) })}</Text>
            {data.contributions.map((one) => (
              <Group key={one.kind} justify="space-between" gap="xs" wrap="nowrap">
                <Text size="xs">{t("standing.acts", { name: name(one.kind), count: one.acts })}</Text>
                <Text size="xs" c="dimmed">
                  {t("standing.points", { points: points(one.points) })}
                </Text>
              </Group>
            ))}
            {data.interests.length ? (
              <Group gap={6}>
                {data.interests.map((one) => (
                  <StatusBadge key={one.genre_id} look={DEGREE_LOOKS[one.degree]}>
                    {t("standing.interest", { name: one.name, degree: t(`degree.${one.degree}`) })}
                  </StatusBadge>
                ))}
              </Group>
            ) : null}
            {can("friends.edit") ? (
              <div>
                <Button
                  size="compact-xs"
                  variant="subtle"
                  loading={graduate.isPending}
                  onClick={() => graduate.mutate(data.lifecycle !== "graduated")}
                >
                  {t(data.lifecycle === "graduated" ? "standing.ungraduate" : "standing.graduate")}
                </Button>
              </div>
            ) : null}
          </>
        ) : error ? null : (
          <Skeleton h={80} />
        )}
      </Stack>
    </Paper>
  );
}
