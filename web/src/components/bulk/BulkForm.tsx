import { Button, Group, Stack, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import { Problem } from "@/api/problem";
import { type ActionSpec, ActionsEditor, actionKindsQuery, newSpec } from "@/components/actions";
import { ErrorNote } from "@/components/ErrorNote";
import { randomKey } from "@/lib/randomKey";
import { isComplete } from "./complete";
import { Forecast } from "./Forecast";
import { bulkOf, forecastQuery, type Who } from "./queries";

interface Props {
  channelId: number;
  who: Who;
  /** How many they are, as far as it is known before anything is foreseen. */
  people: string;
  first: string | undefined;
  onClose: () => void;
  onStarted: (operationId: number) => void;
}

/** What to do, what would happen, and the button that does it. */
export function BulkForm({ channelId, who, people, first, onClose, onStarted }: Props) {
  const { t } = useTranslation("bulk");
  const kinds = useQuery(actionKindsQuery).data ?? [];
  const [chosen, setChosen] = useState<ActionSpec[] | null>(null);
  const firstKind = kinds.find((one) => one.do === first);
  const start = useStart(onStarted);
  // biome-ignore lint/correctness/useExhaustiveDependencies: begins anew only when the list of kinds arrives.
  const begun = useMemo(() => (firstKind ? [newSpec(firstKind)] : []), [firstKind?.do]);
  const actions = chosen ?? begun;
  const isReady = actions.length > 0 && actions.every((spec) => isComplete(spec, kinds));
  const body = useMemo(() => bulkOf(channelId, who, actions), [channelId, who, actions]);
  const [asked] = useDebouncedValue(body, 350);
  const forecast = useQuery({ ...forecastQuery(asked), enabled: isReady && asked === body });
  const known = isReady ? forecast.data : undefined;
  const isCurrent = known !== undefined && asked === body && !forecast.isPlaceholderData;
  const isAllowed = known?.actions.every((action) => action.missing.length === 0) ?? false;
  const refused = start.error ?? (isReady && asked === body ? forecast.error : null);
  return (
    <Stack>
      <ActionsEditor
        channelId={channelId}
        value={actions}
        onChange={(next) => {
          start.forget();
          setChosen(next);
        }}
        problems={refused instanceof Problem ? refused.fields : {}}
      />
      {known ? (
        <Forecast forecast={known} isStale={!isCurrent} />
      ) : (
        <Text size="sm" c="dimmed">
          {t(actions.length === 0 ? "forecast.choose" : "forecast.incomplete")}
        </Text>
      )}
      <ErrorNote error={refused} />
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t("common:action.cancel")}
        </Button>
        <Button
          disabled={!isCurrent || !isAllowed || known.number === 0}
          loading={start.isPending}
          onClick={() => start.mutate(body)}
        >
          {known ? <StartWord actions={actions} count={known.number} /> : t("start.none", { people })}
        </Button>
      </Group>
    </Stack>
  );
}

/** The button names the deed and to how many; of several deeds, only to how many. */
function StartWord({ actions, count }: { actions: ActionSpec[]; count: number }) {
  const { t, i18n } = useTranslation("bulk");
  const own = `start.${actions[0]?.do}`;
  const isOne = actions.length === 1 && i18n.exists(`bulk:${own}`, { count });
  return <>{t(isOne ? own : "start.many", { count })}</>;
}

/** Starts it. One key an intention: should the answer be lost, a second press starts nothing twice. */
function useStart(onStarted: (operationId: number) => void) {
  const client = useQueryClient();
  const key = useRef(randomKey());
  const start = useMutation({
    mutationFn: (body: Parameters<typeof forecastQuery>[0]) =>
      answer(api.POST("/api/v1/bulk", { body, params: { header: { "Idempotency-Key": key.current } } })),
    onSuccess: (operation) => {
      void client.invalidateQueries({ queryKey: ["operations"] });
      onStarted(operation.id);
    },
    onError: (error) => {
      if (error instanceof Problem) key.current = randomKey();
    },
  });
  const forget = () => {
    key.current = randomKey();
    start.reset();
  };
  return { ...start, forget };
}
