import { Anchor, Button, FileButton, Progress, Stack, Text } from "@mantine/core";
import { IconUpload } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useChannelId } from "@/app/session";
import { ErrorNote } from "@/components/ErrorNote";
import { saveText } from "@/components/transfers";
import type { Subject } from "./search";
import classes from "./transfers.module.css";
import { sendFile } from "./upload";

const ACCEPTED = ".csv,.tsv,.txt,.xlsx,text/csv,text/tab-separated-values";

/** A file is dropped or chosen, sent, and opened in the wizard. */
export function DropFile({ subject }: { subject: Subject }) {
  const { t } = useTranslation("transfers");
  const channelId = useChannelId();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [isOver, setOver] = useState(false);
  const [share, setShare] = useState(0);
  const send = useMutation({
    mutationFn: (file: File) => {
      setShare(0);
      return sendFile(channelId, subject, file, setShare);
    },
    onSuccess: (found) => {
      void client.invalidateQueries({ queryKey: ["operations", "imports"] });
      void navigate({
        to: "/c/$channelId/import/$importId",
        params: { channelId: String(channelId), importId: String(found.id) },
        search: {},
      });
    },
  });
  const saveSample = () => {
    // Without the mark, Excel takes UTF-8 for Shift_JIS.
    const text = `\ufeff${t("drop.sample", { context: subject })}`;
    saveText(text, t("drop.sampleName", { context: subject }), "text/csv");
  };
  const take = (file: File | null | undefined) => {
    if (file && !send.isPending) send.mutate(file);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button inside does the same by keyboard.
    <div
      className={classes.drop}
      data-over={isOver}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer.files[0]);
      }}
    >
      <Stack align="center" gap="xs">
        <Text fw={600}>{t("drop.title", { context: subject })}</Text>
        <Text size="sm" c="dimmed">
          {t("drop.text", { context: subject })}
        </Text>
        <FileButton accept={ACCEPTED} onChange={take}>
          {(props) => (
            <Button {...props} leftSection={<IconUpload size={16} aria-hidden />} loading={send.isPending}>
              {t("drop.choose")}
            </Button>
          )}
        </FileButton>
        <Anchor component="button" type="button" size="sm" onClick={saveSample}>
          {t("drop.sampleSave")}
        </Anchor>
        {send.isPending ? (
          <Progress w="100%" maw={360} value={100 * share} animated aria-label={t("drop.sending")} />
        ) : null}
        <ErrorNote error={send.error} />
      </Stack>
    </div>
  );
}
