import "@mantine/dates/styles.css";
import { Button, Card, Group, Text, TextInput } from "@mantine/core";
import { DateTimePicker } from "@mantine/dates";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import { ErrorNote } from "@/components/ErrorNote";

interface Props {
  channelId: number;
  onFound: (ruleId: number | null) => void;
}

/** Type what a friend might write, and see who answers. Nothing is sent. */
export function TryBox({ channelId, onFound }: Props) {
  const { t } = useTranslation("replies");
  const [text, setText] = useState("");
  const [at, setAt] = useState<string | null>(null);
  const attempt = useMutation({
    mutationFn: () =>
      answer(
        api.POST("/api/v1/rules/try", {
          body: { channel_id: channelId, text, at: at ? new Date(at).toISOString() : null },
        }),
      ),
    onSuccess: ({ rule }) => onFound(rule?.id ?? null),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim()) attempt.mutate();
  };
  const forget = () => {
    attempt.reset();
    onFound(null);
  };
  return (
    <Card withBorder p="sm">
      <form onSubmit={submit}>
        <Group align="flex-end" gap="sm">
          <TextInput
            flex="1 1 220px"
            label={t("try.label")}
            placeholder={t("try.placeholder")}
            maxLength={5000}
            value={text}
            onChange={(event) => {
              setText(event.currentTarget.value);
              forget();
            }}
          />
          <DateTimePicker
            w={200}
            label={t("try.at")}
            placeholder={t("try.now")}
            clearable
            valueFormat="YYYY/MM/DD HH:mm"
            value={at}
            onChange={(value) => {
              setAt(value);
              forget();
            }}
          />
          <Button type="submit" variant="default" loading={attempt.isPending} disabled={!text.trim()}>
            {t("try.deed")}
          </Button>
        </Group>
      </form>
      <ErrorNote error={attempt.error} />
      <div role="status">
        {attempt.data ? (
          <Text size="sm" mt="xs">
            {attempt.data.rule ? t("try.found", { name: attempt.data.rule.name }) : t("try.none")}
            {attempt.data.rule?.condition ? t("try.ifMet") : null}
          </Text>
        ) : null}
      </div>
    </Card>
  );
}
