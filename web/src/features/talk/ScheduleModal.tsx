import { Alert, Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ConversationOut } from "@/api/schema.gen";
import { useTimeZone } from "@/components/TimeText";
import { longTime } from "@/lib/time";
import { dayAfter, instantOf, wallClockOf } from "@/lib/zones";

interface Props {
  isOpen: boolean;
  onClose: () => void;
  talk: ConversationOut;
  isPending: boolean;
  onChoose: (dueAt: string) => void;
}

/** Hours at which answers are usually wanted. */
const USUAL_HOURS = ["10:00", "13:00", "18:00"];

/** When the answer goes out; the clock is that of the account. */
export function ScheduleModal({ isOpen, onClose, talk, isPending, onChoose }: Props) {
  const { t, i18n } = useTranslation("talk");
  const zone = useTimeZone();
  const [wallClock, setWallClock] = useState("");
  const now = new Date();
  const due = wallClock ? instantOf(wallClock, zone) : null;
  const isPast = due !== null && due <= now;
  return (
    <Modal opened={isOpen} onClose={onClose} title={t("schedule.title")}>
      <Stack gap="sm">
        <Group gap="xs">
          {USUAL_HOURS.map((hour) => (
            <Button
              key={hour}
              size="xs"
              variant="default"
              onClick={() => setWallClock(`${dayAfter(now, zone)}T${hour}`)}
            >
              {t("schedule.tomorrow", { hour })}
            </Button>
          ))}
        </Group>
        <TextInput
          data-autofocus
          type="datetime-local"
          label={t("schedule.at")}
          description={t("schedule.zone", { zone })}
          value={wallClock}
          min={wallClockOf(now, zone).slice(0, 16).replace(" ", "T")}
          onChange={(event) => setWallClock(event.currentTarget.value)}
          error={isPast ? t("schedule.past") : undefined}
        />
        <Alert variant="light" color="ai" icon={<IconInfoCircle size={18} />}>
          {t("schedule.hint")}
        </Alert>
        {due && !isPast ? (
          <Text size="sm">
            {t("schedule.will", {
              name: talk.display_name || t("nameless"),
              at: longTime(due.toISOString(), i18n.language, zone),
            })}
          </Text>
        ) : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("common:action.cancel")}
          </Button>
          <Button
            disabled={!due || isPast}
            loading={isPending}
            onClick={() => due && onChoose(due.toISOString())}
          >
            {t("schedule.do")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
