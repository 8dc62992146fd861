import { Anchor, Button, Group, Modal, Select, SimpleGrid, TextInput, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Sticker } from "@/line";
import classes from "../composer.module.css";
import { PACKAGES, stickersOf } from "./stickers";
import type { EditorProps } from "./types";

export function StickerEditor({ block, problems, onChange }: EditorProps<"sticker">) {
  const { t, i18n } = useTranslation("composer");
  const [isOpen, picker] = useDisclosure();
  return (
    <Group align="flex-start" gap="sm">
      <div className={classes.stickerNow}>
        <Sticker packageId={block.package_id} stickerId={block.sticker_id} />
      </div>
      <div className={classes.grow}>
        <SimpleGrid cols={2} spacing="xs">
          <TextInput
            label={t("sticker.package")}
            inputMode="numeric"
            value={block.package_id}
            error={problems.package_id}
            onChange={(event) => onChange({ ...block, package_id: event.currentTarget.value.trim() })}
          />
          <TextInput
            label={t("sticker.number")}
            inputMode="numeric"
            value={block.sticker_id}
            error={problems.sticker_id}
            onChange={(event) => onChange({ ...block, sticker_id: event.currentTarget.value.trim() })}
          />
        </SimpleGrid>
        <Group mt="xs" gap="sm">
          <Button size="xs" variant="default" onClick={picker.open}>
            {t("sticker.pick")}
          </Button>
          <Anchor
            size="xs"
            href={`https://developers.line.biz/${i18n.language === "en" ? "en" : "ja"}/docs/messaging-api/sticker-list/`}
            target="_blank"
            rel="noopener noreferrer"
          >
            {t("sticker.list")}
          </Anchor>
        </Group>
      </div>
      <Modal opened={isOpen} onClose={picker.close} title={t("sticker.pick")} size="lg">
        <StickerPicker
          packageId={block.package_id}
          onPick={(package_id, sticker_id) => {
            onChange({ ...block, package_id, sticker_id });
            picker.close();
          }}
        />
      </Modal>
    </Group>
  );
}

function StickerPicker({
  packageId,
  onPick,
}: {
  packageId: string;
  onPick: (packageId: string, stickerId: string) => void;
}) {
  const { t } = useTranslation("composer");
  const known = PACKAGES.some(({ id }) => id === packageId) ? packageId : (PACKAGES[0]?.id ?? "");
  const [chosen, setChosen] = useState(known);
  return (
    <>
      <Select
        label={t("sticker.package")}
        data={PACKAGES.map(({ id }) => id)}
        value={chosen}
        allowDeselect={false}
        onChange={(id) => id && setChosen(id)}
        mb="sm"
      />
      <SimpleGrid cols={{ base: 2, xs: 4 }} spacing="xs">
        {stickersOf(chosen).map((id) => (
          <UnstyledButton key={id} className={classes.sticker} onClick={() => onPick(chosen, id)}>
            <Sticker packageId={chosen} stickerId={id} />
          </UnstyledButton>
        ))}
      </SimpleGrid>
    </>
  );
}
