import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import { Problem } from "@/api/problem";
import type { CountOut } from "@/api/schema.gen";
import { countText } from "@/components/CountText";
import { ErrorNote } from "@/components/ErrorNote";
import { randomKey } from "@/lib/randomKey";
import { BulkRunning } from "./BulkRunning";
import { DeedList } from "./DeedList";
import { type Deed, isComplete, newDeed } from "./deeds";
import { Forecast } from "./Forecast";
import { bulkOf, forecastQuery, type Who } from "./queries";

interface Props {
  channelId: number;
  who: Who;
  count: CountOut;
  /** What to begin with: the name of a deed, e.g. `add_tag`. */
  first?: string;
  onClose: () => void;
  /** It was started, so the choice of friends has done its work. */
  onStarted?: () => void;
}

/** Does something to many friends at once: choose what, see what would happen, start it, watch it, take it back. */
export function BulkDialog({ channelId, who, count, first, onClose, onStarted }: Props) {
  const { t, i18n } = useTranslation("bulk");
  const client = useQueryClient();
  const [deeds, setDeeds] = useState<Deed[]>(first ? [newDeed(first)] : []);
  // One key an intention: should the answer be lost, a second press starts nothing twice.
  const key = useRef(randomKey());
  const change = (next: Deed[]) => {
    key.current = randomKey();
    start.reset();
    setDeeds(next);
  };
  const isReady = deeds.length > 0 && deeds.every(isComplete);
  const body = useMemo(() => bulkOf(channelId, who, deeds), [channelId, who, deeds]);
  const [asked] = useDebouncedValue(body, 350);
  const forecast = useQuery({
    ...forecastQuery(asked),
    enabled: isReady && asked.actions.every(isDeedReady),
  });
  const start = useMutation({
    mutationFn: () =>
      answer(api.POST("/api/v1/bulk", { body, params: { header: { "Idempotency-Key": key.current } } })),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["operations"] });
      onStarted?.();
    },
    onError: (error) => {
      if (error instanceof Problem) key.current = randomKey();
    },
  });
  const people = countText(count, i18n.language);
  if (start.data) {
    return (
      <Modal opened onClose={onClose} title={t("running.title")} size="lg">
        <BulkRunning operationId={start.data.id} channelId={channelId} onClose={onClose} />
      </Modal>
    );
  }
  const isCurrent = isReady && asked === body && forecast.isSuccess && !forecast.isPlaceholderData;
  const refused = start.error ?? (isReady ? forecast.error : null);
  const known = isReady ? forecast.data : undefined;
  const isAllowed = known?.actions.every((action) => action.missing.length === 0) ?? false;
  const isSending = deeds.some((deed) => deed.do === "send");
  return (
    <Modal opened onClose={onClose} title={t("title", { people })} size={isSending ? "xl" : "lg"}>
      <Stack>
        <DeedList channelId={channelId} value={deeds} onChange={change} problems={problemsOf(refused)} />
        {known ? (
          <Forecast forecast={known} isStale={!isCurrent} />
        ) : (
          <Text size="sm" c="dimmed">
            {t(deeds.length === 0 ? "forecast.choose" : "forecast.incomplete")}
          </Text>
        )}
        <ErrorNote error={refused} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("common:action.cancel")}
          </Button>
          <Button
            disabled={!isCurrent || !isAllowed || known?.number === 0}
            loading={start.isPending}
            onClick={() => start.mutate()}
          >
            {t(startWord(deeds), { count: known?.number ?? count.number })}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function isDeedReady(deed: { [name: string]: unknown }): boolean {
  return isComplete(deed as Deed);
}

function problemsOf(error: unknown): Readonly<Record<string, string>> {
  return error instanceof Problem ? error.fields : {};
}

function startWord(deeds: Deed[]): string {
  const [only, ...more] = deeds;
  if (!only) return "start.none";
  return more.length > 0 ? "start.many" : `start.${only.do}`;
}
