import { Button, Group, SimpleGrid, Stack, Text, UnstyledButton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { MessageBubbles } from "@/line";
import type { BlockOf } from "../blocks";
import classes from "../composer.module.css";
import { DESIGNS, designOf } from "./designs";

interface Props {
  onChoose: (contents: BlockOf<"flex">["contents"], altText: string) => void;
  onOwn: () => void;
  onCancel?: () => void;
}

/** Ready designs as they look. */
export function FlexGallery({ onChoose, onOwn, onCancel }: Props) {
  const { t } = useTranslation("composer");
  const words = (key: string) => t(`flex.sample.${key}`);
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {t("flex.choose")}
      </Text>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs">
        {DESIGNS.map((design) => {
          const contents = designOf(design, words);
          return (
            <UnstyledButton
              key={design}
              className={classes.design}
              onClick={() => onChoose(contents, words(`${design}.title`))}
            >
              <Text size="sm" fw={600} mb={6}>
                {t(`flex.design.${design}`)}
              </Text>
              <div className={classes.designLook} aria-hidden>
                <MessageBubbles viewer="account" side="account" messages={[{ type: "flex", contents }]} />
              </div>
            </UnstyledButton>
          );
        })}
      </SimpleGrid>
      <Group gap="xs">
        <Button variant="default" size="xs" onClick={onOwn}>
          {t("flex.own")}
        </Button>
        {onCancel ? (
          <Button variant="subtle" color="gray" size="xs" onClick={onCancel}>
            {t("common:action.cancel")}
          </Button>
        ) : null}
      </Group>
    </Stack>
  );
}
