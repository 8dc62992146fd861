import { Badge, Button, Checkbox, Group, Modal, Paper, Radio, SimpleGrid, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import type { ListedFieldOut, StarterSetOut } from "@/api/schema.gen";
import { ErrorNote } from "@/components/ErrorNote";
import { FIELD_ICONS } from "@/components/fields";
import { starterSetsQuery } from "./queries";

interface Props {
  fields: ListedFieldOut[];
  onClose: () => void;
}

/** Ready sets by trade: one chooses the set, then what of it is wanted. */
export function StarterModal({ fields, onClose }: Props) {
  const { t, i18n } = useTranslation("fields");
  const client = useQueryClient();
  const { data: sets, error } = useQuery(starterSetsQuery);
  const [chosen, choose] = useState("basic");
  const [without, setWithout] = useState<ReadonlySet<string>>(new Set());
  const isJapanese = i18n.language === "ja";
  const set = sets?.find((one) => one.key === chosen);
  const taken = new Set(fields.map((field) => field.name));
  const offered = set?.fields.filter((one) => !taken.has(isJapanese ? one.name_ja : one.name_en)) ?? [];
  const keys = offered.filter((one) => !without.has(one.key)).map((one) => one.key);
  const create = useMutation({
    mutationFn: () =>
      answer(
        api.POST("/api/v1/fields/starter-sets", {
          body: { key: chosen, language: isJapanese ? "ja" : "en", keys },
        }),
      ),
    onSuccess: (done) => {
      void client.invalidateQueries({ queryKey: ["friends"] });
      notifications.show({ color: "teal", message: t("starters.done", { count: done.items.length }) });
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} size="lg" title={t("starters.title")}>
      <Stack>
        <Text size="sm" c="dimmed">
          {t("starters.hint")}
        </Text>
        <ErrorNote error={error ?? create.error} />
        <Radio.Group value={chosen} onChange={choose} aria-label={t("starters.title")}>
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xs">
            {sets?.map((one) => (
              <SetCard key={one.key} set={one} isJapanese={isJapanese} />
            ))}
          </SimpleGrid>
        </Radio.Group>
        {set ? (
          <Stack gap={6}>
            {set.fields.map((one) => {
              const name = isJapanese ? one.name_ja : one.name_en;
              const Icon = FIELD_ICONS[one.type];
              const isTaken = taken.has(name);
              return (
                <Checkbox
                  key={one.key}
                  disabled={isTaken}
                  checked={!isTaken && !without.has(one.key)}
                  label={
                    <Group gap={6}>
                      <Icon size={15} stroke={1.6} />
                      <span>{name}</span>
                      <Text span size="xs" c="dimmed">
                        {isTaken ? t("starters.taken") : t(`type.${one.type}`)}
                      </Text>
                      {one.is_personal ? (
                        <Badge size="sm" color="gray" variant="light" tt="none">
                          {t("personal")}
                        </Badge>
                      ) : null}
                    </Group>
                  }
                  onChange={(event) => {
                    const next = new Set(without);
                    if (event.currentTarget.checked) next.delete(one.key);
                    else next.add(one.key);
                    setWithout(next);
                  }}
                />
              );
            })}
          </Stack>
        ) : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("common:action.cancel")}
          </Button>
          <Button disabled={keys.length === 0} loading={create.isPending} onClick={() => create.mutate()}>
            {t("starters.do", { count: keys.length })}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function SetCard({ set, isJapanese }: { set: StarterSetOut; isJapanese: boolean }) {
  return (
    <Radio.Card value={set.key} p="sm">
      <Group wrap="nowrap" align="flex-start" gap="sm">
        <Radio.Indicator />
        <Paper bg="transparent">
          <Text size="sm" fw={600}>
            {isJapanese ? set.name_ja : set.name_en}
          </Text>
          <Text size="xs" c="dimmed">
            {isJapanese ? set.text_ja : set.text_en}
          </Text>
        </Paper>
      </Group>
    </Radio.Card>
  );
}
