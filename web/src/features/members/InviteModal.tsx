import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Problem } from "@/api/problem";
import type { NewInvitationOut } from "@/api/schema.gen";
import { ErrorNote } from "@/components/ErrorNote";
import { LinkNote } from "./LinkNote";
import { PlaceFields } from "./PlaceFields";
import { EVERYWHERE, missing, type Place } from "./place";
import { useInvite } from "./queries";

interface Props {
  isOpen: boolean;
  onClose: () => void;
}

/** Invites somebody, then shows the link once. */
export function InviteModal({ isOpen, onClose }: Props) {
  const { t } = useTranslation("members");
  const [made, setMade] = useState<NewInvitationOut | null>(null);
  const close = () => {
    setMade(null);
    onClose();
  };
  return (
    <Modal
      opened={isOpen}
      onClose={close}
      title={t(made ? "link.title" : "invite.title")}
      size="lg"
      closeButtonProps={{ "aria-label": t("common:action.close") }}
    >
      {made ? <LinkNote made={made} onClose={close} /> : <InviteForm onMade={setMade} onCancel={close} />}
    </Modal>
  );
}

function InviteForm({
  onMade,
  onCancel,
}: {
  onMade: (made: NewInvitationOut) => void;
  onCancel: () => void;
}) {
  const { t } = useTranslation("members");
  const [email, setEmail] = useState("");
  const [place, setPlace] = useState<Place>(EVERYWHERE);
  const invite = useInvite();
  const problems = invite.error instanceof Problem ? invite.error.fields : {};
  const isReady = email.includes("@") && missing(place).length === 0;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) invite.mutate({ email, ...place }, { onSuccess: onMade });
      }}
    >
      <Stack>
        <TextInput
          type="email"
          label={t("field.email")}
          description={t("invite.emailHint")}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          error={problems.email}
          required
          data-autofocus
        />
        <PlaceFields value={place} onChange={setPlace} problems={problems} />
        {Object.keys(problems).length === 0 ? <ErrorNote error={invite.error} /> : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            {t("common:action.cancel")}
          </Button>
          <Button type="submit" disabled={!isReady} loading={invite.isPending}>
            {t("invite.submit")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
