import { Button, Card, Group, NumberInput, Stack, Switch, Text, Title } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import { messageOf } from "@/components/ErrorNote";
import { TimeText } from "@/components/TimeText";
import { staleQuery, sweepsQuery } from "./queries";

const USUAL_MONTHS = 24;

interface Props {
  months: number | null;
  mayEdit: boolean;
  onChange: (months: number | null) => void;
}

/** When customers who are long gone are put away, how many that would be today, and what was put away so far. */
export function StaleCard({ months, mayEdit, onChange }: Props) {
  const { t } = useTranslation("customers");
  const { data: stale } = useQuery({ ...staleQuery(months ?? USUAL_MONTHS), enabled: months !== null });
  return (
    <Card withBorder>
      <Title order={2} size="h3">
        {t("stale.title")}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t("stale.hint")}
      </Text>
      <Stack>
        <Switch
          label={t("stale.on")}
          disabled={!mayEdit}
          checked={months !== null}
          onChange={(event) => onChange(event.currentTarget.checked ? USUAL_MONTHS : null)}
        />
        {months === null ? null : (
          <Group align="flex-end">
            <NumberInput
              w={200}
              label={t("stale.months")}
              min={1}
              max={120}
              clampBehavior="strict"
              allowDecimal={false}
              disabled={!mayEdit}
              value={months}
              onChange={(value) => onChange(Number(value) || 1)}
            />
            <Text size="sm">{stale === undefined ? null : t("stale.today", { count: stale })}</Text>
          </Group>
        )}
        <Sweeps mayEdit={mayEdit} />
      </Stack>
    </Card>
  );
}

function Sweeps({ mayEdit }: { mayEdit: boolean }) {
  const { t } = useTranslation("customers");
  const client = useQueryClient();
  const { data: sweeps = [] } = useQuery(sweepsQuery);
  const undo = useMutation({
    mutationFn: (sweep_id: number) =>
      answer(api.POST("/api/v1/customer-sweeps/{sweep_id}/undo", { params: { path: { sweep_id } } })),
    onSuccess: async ({ restored }) => {
      notifications.show({ message: t("stale.restored", { count: restored }) });
      await client.invalidateQueries({ queryKey: ["customers"] });
    },
    onError: (error) =>
      notifications.show({ color: "red", message: messageOf(error) ?? t("common:error.unexpected") }),
  });
  return (
    <Stack gap="xs">
      {sweeps.slice(0, 5).map((sweep) => (
        <Group key={sweep.id} justify="space-between">
          <Text size="sm">
            <TimeText at={sweep.at} /> ・ {t("stale.archived", { count: sweep.archived })}
          </Text>
          {sweep.undone_at ? (
            <Text size="xs" c="dimmed">
              {t("moves.wasUndone")}
            </Text>
          ) : mayEdit ? (
            <Button
              size="xs"
              variant="default"
              loading={undo.isPending}
              onClick={() => undo.mutate(sweep.id)}
            >
              {t("stale.undo")}
            </Button>
          ) : null}
        </Group>
      ))}
    </Stack>
  );
}
