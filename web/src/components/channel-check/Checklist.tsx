import { Checkbox, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

/** What LINE's API does not tell, so that a person has to look. */
const ITEMS = ["redelivery", "autoReply", "greeting", "provider"] as const;
type Item = (typeof ITEMS)[number];

/** Things to look up at LINE, each with its why. Ticks are kept on this device, as a reminder. */
export function Checklist({ channelId }: { channelId: number }) {
  const { t } = useTranslation("channelCheck");
  const key = `enishi.checklist.${channelId}`;
  const [done, setDone] = useState<Item[]>(() => read(key));
  const tick = (item: Item, isDone: boolean) => {
    const next = ITEMS.filter((one) => (one === item ? isDone : done.includes(one)));
    localStorage.setItem(key, JSON.stringify(next));
    setDone(next);
  };
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {t("list.hint")}
      </Text>
      {ITEMS.map((item) => (
        <Checkbox
          key={item}
          label={t(`list.${item}.label`)}
          description={t(`list.${item}.why`)}
          checked={done.includes(item)}
          onChange={(event) => tick(item, event.currentTarget.checked)}
        />
      ))}
    </Stack>
  );
}

function read(key: string): Item[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? "[]");
    return ITEMS.filter((item) => Array.isArray(kept) && kept.includes(item));
  } catch {
    return [];
  }
}
