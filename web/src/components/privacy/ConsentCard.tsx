import { Button, Group, Stack, Text, TextInput, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import type { ConsentIn, ConsentOut } from "@/api/schema.gen";
import { useCan } from "@/app/session";
import { ErrorNote } from "@/components/ErrorNote";
import { StatusBadge, type StatusLook } from "@/components/StatusBadge";
import { TimeText } from "@/components/TimeText";

/** 同意: what a friend agreed to, purpose by purpose. Nothing is drawn where no purpose has been made. */
export function ConsentCard({ friendId }: { friendId: number }) {
  const { t } = useTranslation("privacy");
  const client = useQueryClient();
  const mayEdit = useCan()("friends.edit");
  const queryKey = ["friends", "consents", friendId];
  const params = { path: { friend_id: friendId } };
  const { data, error } = useQuery({
    queryKey,
    queryFn: async () => (await answer(api.GET("/api/v1/friends/{friend_id}/consents", { params }))).items,
  });
  const record = useMutation({
    mutationFn: (body: ConsentIn) =>
      answer(api.POST("/api/v1/friends/{friend_id}/consents", { params, body })),
    onSuccess: (found) => {
      client.setQueryData(queryKey, found.items);
      void client.invalidateQueries({ queryKey: ["friends", "timeline", friendId] });
    },
  });
  if (!error && !data?.length) return null;
  return (
    <Stack gap="sm">
      <Title order={2} size="h3">
        {t("consent.title")}
      </Title>
      <ErrorNote error={error ?? record.error} />
      {data?.map((one) => (
        <ConsentLine
          key={one.purpose_id}
          consent={one}
          mayEdit={mayEdit}
          isBusy={record.isPending}
          onSay={(is_given, source) => record.mutate({ purpose_id: one.purpose_id, is_given, source })}
        />
      ))}
    </Stack>
  );
}

interface LineProps {
  consent: ConsentOut;
  mayEdit: boolean;
  isBusy: boolean;
  onSay: (isGiven: boolean, source: string) => void;
}

const LOOKS: Record<"never" | "given" | "withdrawn", StatusLook> = {
  never: { colour: "gray" },
  given: { colour: "teal" },
  withdrawn: { colour: "red" },
};

function ConsentLine({ consent, mayEdit, isBusy, onSay }: LineProps) {
  const { t } = useTranslation("privacy");
  const [source, setSource] = useState<string | null>(null);
  const state = consent.is_given === null ? "never" : consent.is_given ? "given" : "withdrawn";
  const wants = !consent.is_given || consent.is_outdated;
  const say = (isGiven: boolean) => {
    onSay(isGiven, source?.trim() ?? "");
    setSource(null);
  };
  return (
    <Stack gap={4}>
      <Group justify="space-between" gap="xs">
        <Text size="sm">{consent.name}</Text>
        <StatusBadge look={LOOKS[state]}>{t(`consent.state.${state}`)}</StatusBadge>
      </Group>
      {consent.at ? (
        <Text size="xs" c="dimmed">
          <TimeText at={consent.at} /> · {t("consent.version", { version: consent.version })}
          {consent.source ? ` · ${consent.source}` : ""}
          {consent.is_outdated ? ` · ${t("consent.outdated")}` : ""}
        </Text>
      ) : null}
      {mayEdit && source === null ? (
        <Group>
          <Button size="compact-xs" variant="subtle" onClick={() => setSource("")}>
            {t("consent.record")}
          </Button>
        </Group>
      ) : null}
      {source !== null ? (
        <Stack gap={6}>
          <TextInput
            size="xs"
            label={t("consent.source")}
            placeholder={t("consent.sourceExample")}
            maxLength={100}
            value={source}
            onChange={(event) => setSource(event.currentTarget.value)}
          />
          <Group gap="xs">
            {wants && !consent.is_archived ? (
              <Button size="compact-sm" loading={isBusy} onClick={() => say(true)}>
                {t("consent.give")}
              </Button>
            ) : null}
            {consent.is_given !== false ? (
              <Button
                size="compact-sm"
                color="red"
                variant="light"
                loading={isBusy}
                onClick={() => say(false)}
              >
                {t("consent.withdraw")}
              </Button>
            ) : null}
            <Button size="compact-sm" variant="default" onClick={() => setSource(null)}>
              {t("common:action.cancel")}
            </Button>
          </Group>
        </Stack>
      ) : null}
    </Stack>
  );
}
