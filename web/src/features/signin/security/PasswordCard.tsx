import { Button, Group, PasswordInput, Stack } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { AuthRefused, auth } from "@/api/auth";
import { AuthNote, useAuthMessage } from "@/components/second-factor";
import { Card } from "./Card";
import { sessionsQuery } from "./queries";

/** A new password; it ends every other session. */
export function PasswordCard() {
  const { t } = useTranslation("security");
  const messageOf = useAuthMessage();
  const client = useQueryClient();
  const [current, setCurrent] = useState("");
  const [chosen, setChosen] = useState("");
  const change = useMutation({
    mutationFn: () =>
      auth("POST", "account/password/change", { current_password: current, new_password: chosen }),
    onSuccess: async () => {
      setCurrent("");
      setChosen("");
      notifications.show({ message: t("password.changed") });
      await client.invalidateQueries({ queryKey: sessionsQuery.queryKey });
    },
  });
  const param = change.error instanceof AuthRefused ? change.error.param : null;
  const at = (name: string) => (param === name ? messageOf(change.error) : undefined);
  return (
    <Card title={t("password.title")} hint={t("password.hint")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate();
        }}
      >
        <Stack gap="sm" maw={420}>
          <PasswordInput
            label={t("password.current")}
            description={t("password.currentHint")}
            autoComplete="current-password"
            value={current}
            onChange={(event) => setCurrent(event.currentTarget.value)}
            error={at("current_password")}
          />
          <PasswordInput
            label={t("password.new")}
            description={t("password.rule")}
            autoComplete="new-password"
            value={chosen}
            onChange={(event) => setChosen(event.currentTarget.value)}
            error={at("new_password")}
          />
          {param ? null : <AuthNote error={change.error} />}
          <Group>
            <Button type="submit" loading={change.isPending} disabled={!chosen}>
              {t("password.change")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Card>
  );
}
