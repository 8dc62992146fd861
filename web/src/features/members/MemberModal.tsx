import { Button, Group, Modal, Stack } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Problem } from "@/api/problem";
import type { MemberOut } from "@/api/schema.gen";
import { ErrorNote } from "@/components/ErrorNote";
import { PlaceFields } from "./PlaceFields";
import { missing, type Place } from "./place";
import { useChangeMember } from "./queries";

/** Changes a member's role, accounts and last day. */
export function MemberModal({ member, onClose }: { member: MemberOut; onClose: () => void }) {
  const { t } = useTranslation("members");
  const name = member.name || member.email;
  const [place, setPlace] = useState<Place>({
    role: member.role,
    channel_ids: member.channel_ids,
    ends_on: member.ends_on,
  });
  const change = useChangeMember();
  const problems = change.error instanceof Problem ? change.error.fields : {};
  const save = () =>
    change.mutate(
      { id: member.id, ...place },
      {
        onSuccess: () => {
          notifications.show({ message: t("change.done", { name }) });
          onClose();
        },
      },
    );
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("change.title", { name })}
      size="lg"
      closeButtonProps={{ "aria-label": t("common:action.close") }}
    >
      <Stack>
        <PlaceFields value={place} onChange={setPlace} problems={problems} />
        {Object.keys(problems).length === 0 ? <ErrorNote error={change.error} /> : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("common:action.cancel")}
          </Button>
          <Button onClick={save} loading={change.isPending} disabled={missing(place).length > 0}>
            {t("common:action.save")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
