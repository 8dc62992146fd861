import { Skeleton, Stack } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useLive } from "@/app/live";
import { useChannel } from "@/app/session";
import { ErrorNote } from "@/components/ErrorNote";
import { Page } from "@/components/Page";
import { PageHeader } from "@/components/PageHeader";
import { Health } from "./Health";
import { Numbers } from "./Numbers";
import { homeQuery } from "./queries";
import { TodoList } from "./TodoList";
import { Week } from "./Week";

const TOPICS = ["friends", "talk", "deliveries", "scenarios", "sending"] as const;

/** What needs somebody today, the numbers of the week, and what goes out next. */
export function HomePage() {
  const { t } = useTranslation("home");
  const channel = useChannel();
  const { data, error, refetch } = useQuery(homeQuery(channel.id));
  return (
    <Page>
      {TOPICS.map((topic) => (
        <StaleWith key={topic} topic={topic} channelId={channel.id} />
      ))}
      <PageHeader title={t("title", { name: channel.name })} hint={t("hint")} />
      <ErrorNote error={error} onRetry={() => void refetch()} />
      {data ? (
        <Stack gap="lg">
          <TodoList todo={data.todo} />
          {data.numbers ? <Numbers numbers={data.numbers} /> : null}
          {data.health ? <Health health={data.health} /> : null}
          {data.week ? <Week days={data.week} /> : null}
        </Stack>
      ) : error ? null : (
        <Stack gap="lg">
          <Skeleton h={120} />
          <Skeleton h={140} />
          <Skeleton h={220} />
        </Stack>
      )}
    </Page>
  );
}

function StaleWith({ topic, channelId }: { topic: string; channelId: number }) {
  const client = useQueryClient();
  useLive(topic, (change) => {
    if (change.channel_id === undefined || change.channel_id === channelId)
      void client.invalidateQueries({ queryKey: homeQuery(channelId).queryKey });
  });
  return null;
}
