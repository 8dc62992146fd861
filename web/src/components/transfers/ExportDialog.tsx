import { Button, Group, Modal, Radio, Select, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import type { ExportIn } from "@/api/schema.gen";
import type { Who } from "@/components/bulk";
import { ErrorNote } from "@/components/ErrorNote";
import { randomKey } from "@/lib/randomKey";
import { saveFile } from "./download";
import { ExportColumns } from "./ExportColumns";
import { ExportRunning } from "./ExportRunning";
import { exportColumnsQuery, exportCountQuery } from "./queries";

const FIRST = ["line_user_id", "name", "tags", "memo"];
const ENCODINGS = ["utf-8-bom", "cp932", "utf-8"] as const;

interface Props {
  channelId: number;
  who: Who;
  columns?: readonly string[];
  onClose: () => void;
}

/** Chooses columns and format, says how many friends it will be, and writes the file: at once, or by the worker. */
export function ExportDialog({ channelId, who, columns, onClose }: Props) {
  const { t, i18n } = useTranslation("transfers");
  const language = i18n.language === "ja" ? "ja" : "en";
  const client = useQueryClient();
  const offered = useQuery(exportColumnsQuery(language));
  const count = useQuery(exportCountQuery(channelId, who));
  const known = new Set(offered.data?.map((column) => column.name));
  const [chosen, setChosen] = useState<string[]>([...new Set([...FIRST, ...(columns ?? [])])]);
  const [format, setFormat] = useState<ExportIn["format"]>("csv");
  const [encoding, setEncoding] = useState<ExportIn["encoding"]>("utf-8-bom");
  const key = useRef(randomKey());
  const wanted = chosen.filter((name) => known.has(name));
  const write = useMutation({
    mutationFn: async () => {
      const body: ExportIn = {
        channel_id: channelId,
        who: who as ExportIn["who"],
        columns: wanted,
        format,
        encoding,
        language,
      };
      if (!count.data?.is_direct) {
        return answer(
          api.POST("/api/v1/exports", { body, params: { header: { "Idempotency-Key": key.current } } }),
        );
      }
      const response = await saveFile("/api/v1/exports/direct", `friends.${format}`, body);
      const replaced = Number(response.headers.get("X-Replaced-Characters") ?? 0);
      notifications.show({
        color: replaced > 0 ? "yellow" : "teal",
        message: replaced > 0 ? t("exports.replaced", { count: replaced }) : t("export.saved"),
      });
      return null;
    },
    onSuccess: (found) => {
      void client.invalidateQueries({ queryKey: ["operations"] });
      if (found === null) onClose();
    },
  });
  const number = count.data?.number ?? 0;
  const isTooLarge = format === "xlsx" && (count.data?.is_too_large_for_xlsx ?? false);
  if (write.data) {
    return (
      <Modal opened onClose={onClose} title={t("export.running")} size="lg">
        <ExportRunning found={write.data} channelId={channelId} onClose={onClose} />
      </Modal>
    );
  }
  return (
    <Modal opened onClose={onClose} title={t("export.title")} size="lg">
      <Stack>
        <Text size="sm">{t("export.who", { count: number })}</Text>
        <ExportColumns offered={offered.data ?? []} value={wanted} onChange={setChosen} />
        <Radio.Group
          label={t("export.format")}
          value={format}
          onChange={(value) => setFormat(value as "csv" | "xlsx")}
        >
          <Group mt="xs">
            <Radio value="csv" label="CSV" />
            <Radio value="xlsx" label={t("export.xlsx")} />
          </Group>
        </Radio.Group>
        {format === "csv" ? (
          <Select
            label={t("export.encoding")}
            value={encoding}
            data={ENCODINGS.map((value) => ({ value, label: t(`export.as.${value}`) }))}
            onChange={(value) => value && setEncoding(value as ExportIn["encoding"])}
            allowDeselect={false}
            maw={420}
          />
        ) : null}
        {isTooLarge ? (
          <Text size="sm" c="red" role="alert">
            {t("export.tooLarge")}
          </Text>
        ) : null}
        <Text size="xs" c="dimmed">
          {t("export.logged")}
        </Text>
        <ErrorNote error={write.error ?? count.error ?? offered.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("common:action.cancel")}
          </Button>
          <Button
            disabled={!count.isSuccess || number === 0 || wanted.length === 0 || isTooLarge}
            loading={write.isPending}
            onClick={() => write.mutate()}
          >
            {t("export.do", { count: number })}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
