import { Button, Drawer, NumberInput, Stack, Switch, Text, Title } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import type { EngagementSettingsOut } from "@/api/schema.gen";
import { useChannelId } from "@/app/session";
import { ConditionEditor, everyone, readTree, type Tree } from "@/components/conditions";
import { ErrorNote } from "@/components/ErrorNote";
import { StickyFoot } from "@/components/StickyFoot";

const DAYS = ["new_days", "active_days", "cooling_days", "dormant_days"] as const;
const KNOWN = new Set([
  "message.received",
  "postback.received",
  "video.completed",
  "link.clicked",
  "form.submitted",
  "booking.made",
  "order.placed",
  "external.*",
]);

interface Props {
  settings: EngagementSettingsOut;
  onClose: () => void;
}

/** What gives points, how fast they fade, and when a friend counts as active, cooling or dormant. */
export function SettingsDrawer({ settings, onClose }: Props) {
  const { t } = useTranslation("engagement");
  const channelId = useChannelId();
  const client = useQueryClient();
  const [form, setForm] = useState(settings);
  const [graduation, setGraduation] = useState<Tree | null>(
    settings.graduation ? (readTree(settings.graduation) ?? everyone) : null,
  );
  const save = useMutation({
    mutationFn: () =>
      answer(
        api.PATCH("/api/v1/channels/{channel_id}/engagement", {
          params: { path: { channel_id: channelId } },
          body: { ...form, graduation: graduation ? { ...graduation } : null },
        }),
      ),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["friends"] });
      notifications.show({ color: "teal", message: t("settings.saved") });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const word = (kind: string) => (KNOWN.has(kind) ? t(`fact.${kind.replace(/[.*]+/g, "_")}`) : kind);
  return (
    <Drawer opened onClose={onClose} position="right" size="lg" title={t("settings.title")}>
      <form onSubmit={submit}>
        <Stack>
          <div>
            <Title order={3}>{t("settings.points")}</Title>
            <Text size="sm" c="dimmed">
              {t("settings.pointsHint")}
            </Text>
          </div>
          {Object.entries(form.points).map(([kind, points]) => (
            <NumberInput
              key={kind}
              label={word(kind)}
              value={points}
              min={0}
              max={1000}
              onChange={(value) =>
                setForm({ ...form, points: { ...form.points, [kind]: Number(value) || 0 } })
              }
            />
          ))}
          <NumberInput
            label={t("settings.half_life_days")}
            description={t("settings.halfLifeHint", { days: form.half_life_days })}
            value={form.half_life_days}
            min={1}
            max={365}
            suffix={t("settings.daySuffix")}
            onChange={(value) => setForm({ ...form, half_life_days: Number(value) || 1 })}
          />
          <div>
            <Title order={3}>{t("settings.states")}</Title>
            <Text size="sm" c="dimmed">
              {t("settings.statesHint")}
            </Text>
          </div>
          {DAYS.map((name) => (
            <NumberInput
              key={name}
              label={t(`settings.${name}`)}
              value={form[name]}
              min={1}
              max={3650}
              suffix={t("settings.daySuffix")}
              onChange={(value) => setForm({ ...form, [name]: Number(value) || 1 })}
            />
          ))}
          <Switch
            label={t("settings.graduation")}
            description={t("settings.graduationHint")}
            checked={graduation !== null}
            onChange={(event) => setGraduation(event.currentTarget.checked ? everyone : null)}
          />
          {graduation ? (
            <ConditionEditor
              channelId={channelId}
              value={graduation}
              onChange={setGraduation}
              without={["lifecycle"]}
            />
          ) : null}
          <Text size="sm">{t("settings.recount")}</Text>
          <ErrorNote error={save.error} />
          <StickyFoot>
            <Button variant="default" onClick={onClose}>
              {t("common:action.cancel")}
            </Button>
            <Button type="submit" loading={save.isPending}>
              {t("settings.save")}
            </Button>
          </StickyFoot>
        </Stack>
      </form>
    </Drawer>
  );
}
