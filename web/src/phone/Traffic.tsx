import { ScrollArea, SegmentedControl, Select, Stack, Text, TextInput, Title } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { OpenPhone } from "./openPhones";
import { useExchanges, useNames, useWebhooks } from "./queries";
import { TrafficLine } from "./TrafficLine";
import { type Direction, matching, merged } from "./trafficLog";

const DIRECTIONS = ["all", "webhook", "call"] as const;
const EVERYONE = "*";

/** What passed between LINE and Enishi, newest first: webhooks one way, API calls the other. */
export function Traffic({ phones }: { phones: OpenPhone[] }) {
  const { t } = useTranslation("phone");
  const [direction, setDirection] = useState<Direction | "all">("all");
  const [who, setWho] = useState(EVERYONE);
  const [words, setWords] = useState("");
  const userId = who === EVERYONE ? undefined : who;
  const webhooks = useWebhooks().data ?? [];
  const exchanges = useExchanges(userId).data ?? [];
  const lines = matching(merged(webhooks, exchanges), { direction, userId, words });
  return (
    <Stack p={{ base: 0, sm: "md" }} gap="sm" h="100%">
      <Title order={2} visibleFrom="sm">
        {t("traffic.title")}
      </Title>
      <Text size="xs" c="dimmed">
        {t("traffic.text")}
      </Text>
      <SegmentedControl
        size="xs"
        fullWidth
        aria-label={t("traffic.direction")}
        value={direction}
        onChange={(value) => setDirection(value as Direction | "all")}
        data={DIRECTIONS.map((value) => ({ value, label: t(`traffic.${value}`) }))}
      />
      <WhoSelect phones={phones} value={who} onChange={setWho} />
      <TextInput
        size="xs"
        aria-label={t("traffic.search")}
        placeholder={t("traffic.search")}
        leftSection={<IconSearch size={14} aria-hidden />}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
      />
      <ScrollArea
        flex={1}
        mih={0}
        type="auto"
        offsetScrollbars="y"
        viewportProps={{ tabIndex: 0, "aria-label": t("traffic.title") }}
      >
        {lines.map((line) => (
          <TrafficLine key={line.key} line={line} />
        ))}
        {lines.length === 0 ? (
          <Text size="sm" c="dimmed" ta="center" py="lg">
            {t("traffic.empty")}
          </Text>
        ) : null}
      </ScrollArea>
    </Stack>
  );
}

interface WhoProps {
  phones: OpenPhone[];
  value: string;
  onChange: (who: string) => void;
}

/** Everybody, or one of the phones on the desk. */
function WhoSelect({ phones, value, onChange }: WhoProps) {
  const { t } = useTranslation("phone");
  const names = useNames(phones.map((phone) => phone.userId));
  const data = [
    { value: EVERYONE, label: t("traffic.everyone") },
    ...phones.map(({ userId }) => ({ value: userId, label: names[userId] ?? userId.slice(0, 8) })),
  ];
  return (
    <Select
      size="xs"
      aria-label={t("traffic.who")}
      data={data}
      value={data.some((one) => one.value === value) ? value : EVERYONE}
      onChange={(chosen) => onChange(chosen ?? EVERYONE)}
      allowDeselect={false}
    />
  );
}
