import { Alert, Button, Group, Paper, Select, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconHistory } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Problem } from "@/api/problem";
import type { ColumnMapping, ImportOut } from "@/api/schema.gen";
import { ErrorNote } from "@/components/ErrorNote";
import { ColumnRow } from "./ColumnRow";
import { MappingOptions } from "./MappingOptions";
import { canBeKey, type Target, withTarget } from "./targets";
import classes from "./transfers.module.css";
import { useChangeImport, useStartImport } from "./useImport";

/** What each column means, by which friends are found, and what to do where values meet. */
export function MappingStep({ file, onNext }: { file: ImportOut; onNext: () => void }) {
  const { t } = useTranslation("transfers");
  const [mapping, setMapping] = useState<ColumnMapping | null>(file.mapping);
  const save = useChangeImport(file.id);
  const check = useStartImport(file.id, "check");
  const go = useMutation({
    mutationFn: async (wanted: ColumnMapping) => {
      await save.mutateAsync({ mapping: wanted });
      await check.mutateAsync();
    },
    onSuccess: onNext,
  });
  if (!mapping) return null;
  const change = (next: ColumnMapping) => {
    setMapping(next);
    go.reset();
    // A draft is kept at every change, so that nothing is lost when the page is left.
    save.mutate({ mapping: next });
  };
  const problems = go.error instanceof Problem ? go.error.fields : {};
  const keyTarget = mapping.columns[mapping.key ?? -1];
  const keys = file.columns.flatMap((column, index) => {
    const target = mapping.columns[index];
    return target && canBeKey(target) ? [{ value: String(index), label: column.header || "—" }] : [];
  });
  return (
    <Stack mt="md">
      {file.origin === "remembered" ? (
        <Alert icon={<IconHistory size={18} />} color="ai">
          {t("mapping.remembered")}
        </Alert>
      ) : null}
      <Select
        label={t("mapping.key")}
        description={t("mapping.keyHint")}
        placeholder={t("mapping.keyNone")}
        value={mapping.key === null || mapping.key === undefined ? null : String(mapping.key)}
        data={keys}
        onChange={(value) => change({ ...mapping, key: value === null ? null : Number(value) })}
        error={problems["mapping.key"]}
        required
        maw={420}
      />
      {keyTarget?.to === "display_name" ? (
        <Alert icon={<IconAlertTriangle size={18} />} color="yellow" maw={640}>
          {t("mapping.byName")}
        </Alert>
      ) : null}
      <Paper withBorder>
        {file.columns.map((column, index) => (
          <ColumnRow
            key={index}
            column={column}
            target={mapping.columns[index] ?? { to: "ignore" }}
            isKey={mapping.key === index}
            error={problemOf(problems, index)}
            onChange={(target: Target) => change(withTarget(mapping, index, target))}
          />
        ))}
      </Paper>
      {problems["mapping.columns"] ? (
        <Text c="red" size="sm" role="alert">
          {problems["mapping.columns"]}
        </Text>
      ) : null}
      <MappingOptions mapping={mapping} onChange={change} />
      <ErrorNote error={go.error ?? save.error} />
      <Group justify="flex-end" className={classes.number}>
        <Button loading={go.isPending} onClick={() => go.mutate(mapping)}>
          {t("mapping.next")}
        </Button>
      </Group>
    </Stack>
  );
}

function problemOf(problems: Record<string, string>, column: number): string | undefined {
  const at = `mapping.columns.${column}`;
  return Object.entries(problems).find(([path]) => path === at || path.startsWith(`${at}.`))?.[1];
}
