import {
  Alert,
  Anchor,
  Button,
  Group,
  List,
  MultiSelect,
  Skeleton,
  Stack,
  Text,
  TextInput,
} from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ErrorNote } from "@/components/ErrorNote";
import { useTimeZone } from "@/components/TimeText";
import { saveText } from "@/components/transfers";
import { longTime } from "@/lib/time";
import { wallClockOf } from "@/lib/zones";
import { HandlingTable } from "./HandlingTable";
import { csvOf, summed, whoOf } from "./handling";
import { handlingQuery } from "./queries";
import { Section } from "./Section";
import { useActorName } from "./useActorName";

const DAY = 86_400_000;
/** The commission that leaks are reported to. */
const REPORT = "https://www.ppc.go.jp/personalinfo/legal/leakAction/";

/** 漏えいの確認: who took out, changed or erased whose data in some days, for the report that the law asks for. */
export function HandlingSection() {
  const { t, i18n } = useTranslation("privacy");
  const zone = useTimeZone();
  const nameOf = useActorName();
  const [from, setFrom] = useState(() => dayOf(new Date(Date.now() - 6 * DAY), zone));
  const [to, setTo] = useState(() => dayOf(new Date(), zone));
  const [chosen, setChosen] = useState<string[]>([]);
  const { data, error, refetch } = useQuery({ ...handlingQuery(from, to, zone), enabled: from <= to });
  const all = data?.items ?? [];
  const shown = chosen.length > 0 ? all.filter((one) => chosen.includes(whoOf(one))) : all;
  const actors = [...new Map(all.map((one) => [whoOf(one), nameOf(one)])).entries()];
  const save = () => {
    const heads = ["at", "who", "address", "deed", "what", "people"].map((one) =>
      t(`handling.column.${one}`),
    );
    const rows = shown.map((one) => [
      longTime(one.at, i18n.language, zone),
      nameOf(one),
      one.address ?? "",
      t(`handling.deed.${one.deed}`),
      t(`audit:action.${one.action.replace(".", "_")}`, { defaultValue: one.action }),
      one.people ?? "",
    ]);
    saveText(csvOf([heads, ...rows]), `personal-data-log_${from}_${to}.csv`, "text/csv;charset=utf-8");
  };
  return (
    <Section title={t("handling.title")} hint={t("handling.hint")}>
      <Group gap="sm" align="end">
        <TextInput
          type="date"
          label={t("handling.from")}
          value={from}
          max={to}
          onChange={(event) => setFrom(event.currentTarget.value || from)}
        />
        <TextInput
          type="date"
          label={t("handling.to")}
          value={to}
          min={from}
          onChange={(event) => setTo(event.currentTarget.value || to)}
        />
        <MultiSelect
          label={t("handling.who")}
          placeholder={chosen.length > 0 ? undefined : t("handling.everybody")}
          flex={1}
          miw={200}
          clearable
          data={actors.map(([value, label]) => ({ value, label }))}
          value={chosen}
          onChange={setChosen}
        />
      </Group>
      <ErrorNote error={error} onRetry={() => void refetch()} />
      {data?.is_cut ? <Alert color="yellow">{t("handling.cut")}</Alert> : null}
      {data ? <HandlingTable sums={summed(shown)} /> : error ? null : <Skeleton h={120} />}
      <Group justify="space-between">
        <Text size="xs" c="dimmed">
          {t("handling.notSeen")}
        </Text>
        <Button
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
          disabled={shown.length === 0}
          onClick={save}
        >
          {t("handling.csv")}
        </Button>
      </Group>
      <Stack gap={4}>
        <Text size="sm" fw={600}>
          {t("handling.law.title")}
        </Text>
        <List size="sm">
          {(["when", "first", "full", "people"] as const).map((one) => (
            <List.Item key={one}>{t(`handling.law.${one}`)}</List.Item>
          ))}
        </List>
        <Anchor href={REPORT} target="_blank" rel="noreferrer" size="sm">
          {t("handling.law.link")}
        </Anchor>
      </Stack>
    </Section>
  );
}

/** "2026-11-05" in the account's zone. */
function dayOf(at: Date, zone: string): string {
  return wallClockOf(at, zone).slice(0, 10);
}
