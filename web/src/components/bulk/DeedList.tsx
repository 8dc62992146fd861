import { ActionIcon, Button, Group, Menu, Paper, Stack, Text, Title } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useCan } from "@/app/session";
import { below } from "@/components/composer/problems";
import { DeedInputs } from "./DeedInputs";
import { DEED_GROUPS, type Deed, newDeed } from "./deeds";

const MOST = 5;

interface Props {
  channelId: number;
  value: Deed[];
  onChange: (deeds: Deed[]) => void;
  /** What the server refused, by its paths (`actions.0.tag_id`). */
  problems: Readonly<Record<string, string>>;
}

/** What is to be done, one thing after the other. */
export function DeedList({ channelId, value, onChange, problems }: Props) {
  const { t } = useTranslation("bulk");
  const inside = below(problems, "actions");
  return (
    <Stack gap="sm">
      {value.map((deed, index) => (
        <Paper withBorder p="sm" key={`${index}:${deed.do}`}>
          <Group justify="space-between" mb={4} wrap="nowrap">
            <Title order={3} size="h5">
              {t(`deed.${deed.do}`)}
            </Title>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t("drop", { deed: t(`deed.${deed.do}`) })}
              onClick={() => onChange(value.filter((_, at) => at !== index))}
            >
              <IconTrash size={16} />
            </ActionIcon>
          </Group>
          <Text size="xs" c="dimmed" mb="xs">
            {t(`hint.${deed.do}`)}
          </Text>
          <DeedInputs
            channelId={channelId}
            deed={deed}
            problems={below(inside, index)}
            onChange={(next) => onChange(value.map((one, at) => (at === index ? next : one)))}
          />
        </Paper>
      ))}
      {value.length < MOST ? (
        <AddDeed isFirst={value.length === 0} onAdd={(name) => onChange([...value, newDeed(name)])} />
      ) : null}
    </Stack>
  );
}

function AddDeed({ isFirst, onAdd }: { isFirst: boolean; onAdd: (name: string) => void }) {
  const { t } = useTranslation("bulk");
  const can = useCan();
  const groups = DEED_GROUPS.map(({ group, kinds }) => ({
    group,
    kinds: kinds.filter((kind) => can(kind.permission)),
  })).filter(({ kinds }) => kinds.length > 0);
  return (
    <Menu position="bottom-start" withinPortal>
      <Menu.Target>
        <Button
          variant={isFirst ? "light" : "subtle"}
          leftSection={<IconPlus size={16} aria-hidden />}
          w="fit-content"
        >
          {t(isFirst ? "addFirst" : "addMore")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={360} style={{ overflowY: "auto" }}>
        {groups.map(({ group, kinds }) => (
          <div key={group}>
            <Menu.Label>{t(`group.${group}`)}</Menu.Label>
            {kinds.map((kind) => (
              <Menu.Item key={kind.do} onClick={() => onAdd(kind.do)}>
                {t(`deed.${kind.do}`)}
              </Menu.Item>
            ))}
          </div>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
