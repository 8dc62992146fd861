import { Alert, Button, Group, Paper, Select, Stack, Table, Text } from "@mantine/core";
import { IconSparkles } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { ImportOut, ShapeIn } from "@/api/schema.gen";
import { ErrorNote } from "@/components/ErrorNote";
import classes from "./transfers.module.css";
import { useChangeImport } from "./useImport";

const ENCODINGS = ["utf-8", "cp932", "utf-16", "utf-16-le", "utf-16-be"] as const;
const DELIMITERS = [",", "\t", ";"] as const;
const HEADERS = ["0", "1", "2", "3"] as const;
const SHOWN = 8;

/** How the file is read, with its first rows as proof. */
export function FileStep({ file, onNext }: { file: ImportOut; onNext: () => void }) {
  const { t, i18n } = useTranslation("transfers");
  const change = useChangeImport(file.id);
  const { shape } = file;
  if (!shape) return null;
  const set = (part: Partial<ShapeIn>) => change.mutate({ shape: part as ShapeIn });
  const isCsv = shape.format === "csv";
  return (
    <Stack mt="md">
      {file.preset ? (
        <Alert icon={<IconSparkles size={18} />} color="ai">
          {t("file.preset", { name: file.preset[i18n.language === "ja" ? "ja" : "en"] })}
        </Alert>
      ) : null}
      <Group align="flex-end" gap="sm">
        {isCsv ? (
          <>
            <Select
              label={t("file.encoding")}
              value={shape.encoding}
              data={ENCODINGS.map((value) => ({ value, label: t(`encoding.${value}`) }))}
              onChange={(value) => value && set({ encoding: value as ShapeIn["encoding"] })}
              allowDeselect={false}
              w={220}
            />
            <Select
              label={t("file.delimiter")}
              value={shape.delimiter}
              data={DELIMITERS.map((value) => ({ value, label: t(`delimiter.${NAMES[value]}`) }))}
              onChange={(value) => value && set({ delimiter: value as ShapeIn["delimiter"] })}
              allowDeselect={false}
              w={150}
            />
          </>
        ) : (
          <Select
            label={t("file.sheet")}
            value={shape.sheet}
            data={shape.sheets}
            onChange={(value) => value && set({ sheet: value })}
            allowDeselect={false}
            w={220}
          />
        )}
        <Select
          label={t("file.header")}
          value={String(shape.header)}
          data={HEADERS.map((value) => ({ value, label: t(`header.${value}`) }))}
          onChange={(value) => value && set({ header: Number(value) })}
          allowDeselect={false}
          w={200}
        />
      </Group>
      <ErrorNote error={change.error} />
      <Text size="sm" c="dimmed">
        {t("file.preview")}
      </Text>
      <Preview file={file} />
      <Group justify="flex-end">
        <Button onClick={onNext} disabled={change.isPending}>
          {t("file.next")}
        </Button>
      </Group>
    </Stack>
  );
}

const NAMES = { ",": "comma", "\t": "tab", ";": "semicolon" } as const;

function Preview({ file }: { file: ImportOut }) {
  const number = Math.min(SHOWN, file.columns[0]?.samples.length ?? 0);
  return (
    <Paper withBorder className={classes.scroll}>
      <Table withColumnBorders>
        <Table.Thead>
          <Table.Tr>
            {file.columns.map((column, index) => (
              <Table.Th key={index} className={classes.cell}>
                {column.header || "—"}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {Array.from({ length: number }, (_, row) => (
            <Table.Tr key={row}>
              {file.columns.map((column, index) => (
                <Table.Td key={index} className={classes.cell}>
                  {column.samples[row]}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Paper>
  );
}
