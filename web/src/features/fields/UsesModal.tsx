import { Alert, Anchor, Loader, Modal, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { UseOut } from "@/api/schema.gen";
import { useChannelId } from "@/app/session";
import { ErrorNote } from "@/components/ErrorNote";
import { fieldUsesQuery } from "./queries";

interface Props {
  field: { id: number; name: string };
  /** Whether somebody just tried to archive or delete it. */
  isRefusal: boolean;
  onClose: () => void;
}

const KINDS = [
  "rule",
  "segment",
  "view",
  "scenario",
  "template",
  "canned_reply",
  "tag",
  "genre",
  "dispatch",
  "engagement",
] as const;

/** Everything that names a field: rules, segments, messages. */
export function UsesModal({ field, isRefusal, onClose }: Props) {
  const { t } = useTranslation("fields");
  const { data, error } = useQuery(fieldUsesQuery(field.id));
  return (
    <Modal opened onClose={onClose} title={t("uses.title", { name: field.name })}>
      <Stack>
        {isRefusal ? (
          <Alert color="orange" variant="light">
            {t("uses.refusal")}
          </Alert>
        ) : null}
        <ErrorNote error={error} />
        {!data && !error ? <Loader size="sm" /> : null}
        {data?.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t("uses.none")}
          </Text>
        ) : null}
        {data?.map((use) => (
          <UseLine key={`${use.kind}-${use.id}-${use.place}`} use={use} />
        ))}
      </Stack>
    </Modal>
  );
}

function UseLine({ use }: { use: UseOut }) {
  const { t } = useTranslation("fields");
  const ofAddress = useChannelId();
  const kind = KINDS.find((one) => one === use.kind) ?? "other";
  const at = `/c/${use.channel_id ?? ofAddress}`;
  const places: Partial<Record<string, string>> = {
    rule: `${at}/replies/${use.id}`,
    segment: `${at}/segments/${use.id}`,
    view: `${at}/friends`,
    scenario: `${at}/scenarios/${use.id}`,
    template: `${at}/templates/${use.id}`,
    dispatch: `${at}/deliveries/${use.id}`,
    engagement: `${at}/engagement`,
  };
  const to = places[kind];
  const text = t("uses.line", { kind: t(`uses.kind.${kind}`), name: use.name });
  return to ? (
    <Anchor component={Link} to={to} size="sm">
      {text}
    </Anchor>
  ) : (
    <Text size="sm">{text}</Text>
  );
}
