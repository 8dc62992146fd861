import { ActionIcon, Group, Menu, Pill, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { FriendDetailOut } from "@/api/schema.gen";
import { useCan } from "@/app/session";
import { setTag } from "./deeds";
import { tagsQuery } from "./queries";
import { tellProblem } from "./tellProblem";

/** The friend's tags; a press puts one on or takes it off. */
export function CardTags({ friend }: { friend: FriendDetailOut }) {
  const { t } = useTranslation("talk");
  const can = useCan();
  const client = useQueryClient();
  const mayEdit = can("friends.edit");
  const { data } = useQuery({ ...tagsQuery, enabled: mayEdit });
  const change = useMutation({
    mutationFn: ({ tagId, isOn }: { tagId: number; isOn: boolean }) => setTag(friend.id, tagId, isOn),
    onSuccess: () => client.invalidateQueries({ queryKey: ["friends"] }),
    onError: tellProblem,
  });
  const others = (data ?? []).filter((tag) => !friend.tags.some((one) => one.id === tag.id));
  return (
    <div>
      <Text size="xs" c="dimmed" mb={4}>
        {t("card.tags")}
      </Text>
      <Group gap={6}>
        {friend.tags.map((tag) => (
          <Pill
            key={tag.id}
            withRemoveButton={mayEdit}
            removeButtonProps={{
              "aria-label": t("card.untag", { name: tag.name }),
              "aria-hidden": false,
              tabIndex: 0,
            }}
            onRemove={() => change.mutate({ tagId: tag.id, isOn: false })}
          >
            {tag.name}
          </Pill>
        ))}
        {friend.tags.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t("common:state.none")}
          </Text>
        ) : null}
        {mayEdit && others.length > 0 ? (
          <Menu position="bottom-start" withArrow>
            <Menu.Target>
              <ActionIcon variant="default" size="sm" aria-label={t("card.tag")}>
                <IconPlus size={14} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown mah={320} style={{ overflowY: "auto" }}>
              {others.map((tag) => (
                <Menu.Item key={tag.id} onClick={() => change.mutate({ tagId: tag.id, isOn: true })}>
                  {tag.name}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        ) : null}
      </Group>
    </div>
  );
}
