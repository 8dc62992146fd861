import { Button, ColorSwatch, Menu, VisuallyHidden } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { ConversationOut, MarkOut } from "@/api/schema.gen";
import { useMarkName } from "@/components/useMarkName";
import { markConversation } from "./deeds";
import { marksQuery } from "./queries";
import { tellProblem } from "./tellProblem";

/** How far staff are with a conversation. */
export function MarkSelect({ talk }: { talk: ConversationOut }) {
  const { t } = useTranslation("talk");
  const client = useQueryClient();
  const markName = useMarkName();
  const marks = useQuery(marksQuery);
  const put = useMutation({
    mutationFn: (markId: number) => markConversation(talk.friend_id, markId),
    onSuccess: () => client.invalidateQueries({ queryKey: ["talk"] }),
    onError: tellProblem,
  });
  const present = marks.data?.find((mark) => mark.id === talk.mark_id);
  return (
    <Menu position="bottom-end" withArrow>
      <Menu.Target>
        <Button
          size="xs"
          variant="default"
          loading={put.isPending}
          leftSection={present ? <Swatch mark={present} /> : undefined}
          rightSection={<IconChevronDown size={14} aria-hidden />}
        >
          {present ? markName(present.name) : t("mark.none")}
          <VisuallyHidden>{t("mark.choose")}</VisuallyHidden>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {(marks.data ?? []).map((mark) => (
          <Menu.Item key={mark.id} leftSection={<Swatch mark={mark} />} onClick={() => put.mutate(mark.id)}>
            {markName(mark.name)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Swatch({ mark }: { mark: MarkOut }) {
  return (
    <ColorSwatch size={10} color={`var(--mantine-color-${mark.colour}-6)`} withShadow={false} aria-hidden />
  );
}
