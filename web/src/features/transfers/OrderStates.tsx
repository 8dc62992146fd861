import { Paper, Select, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ImportOut, OrderMapping } from "@/api/schema.gen";
import { MEANINGS, type StateMeaning, withMeaning, wordsForStates } from "./orderTargets";
import classes from "./transfers.module.css";

interface Props {
  file: ImportOut;
  mapping: OrderMapping;
  onChange: (mapping: OrderMapping) => void;
}

/** What the shop's own words for the state of an order mean. */
export function OrderStates({ file, mapping, onChange }: Props) {
  const { t } = useTranslation("transfers");
  const words = wordsForStates(file, mapping);
  if (words.length === 0) return null;
  const asked = file.check?.unknown_states ?? [];
  return (
    <Stack gap="xs">
      <Title order={3}>{t("states.title")}</Title>
      <Text size="sm" c="dimmed">
        {t("states.hint")}
      </Text>
      <Paper withBorder>
        {words.map((word) => (
          <div key={word} className={classes.column}>
            <Text fw={600} truncate>
              {word}
            </Text>
            <Select
              aria-label={t("states.of", { word })}
              placeholder={t("states.choose")}
              value={mapping.states[word] ?? null}
              data={MEANINGS.map((value) => ({ value, label: t(`meaning.${value}`) }))}
              onChange={(value) => onChange(withMeaning(mapping, word, value as StateMeaning | null))}
              error={asked.includes(word) && !mapping.states[word] ? t("states.needed") : undefined}
              clearable
            />
          </div>
        ))}
      </Paper>
    </Stack>
  );
}
