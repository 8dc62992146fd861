import { Alert, Button, Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { IconLayoutGrid } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { AltText } from "../AltText";
import { FlexFields } from "../flex/FlexFields";
import { FlexGallery } from "../flex/FlexGallery";
import { FlexJson } from "../flex/FlexJson";
import { below } from "../problems";
import type { EditorProps } from "./types";

/** A designed message: begin with a ready design, change its words, or write its JSON. */
export function FlexEditor({ block, problems, onChange }: EditorProps<"flex">) {
  const { t } = useTranslation("composer");
  const isEmpty = Object.keys(block.contents).length === 0;
  const [isChoosing, setChoosing] = useState(isEmpty);
  const [way, setWay] = useState("words");
  const found = below(problems, "contents");
  if (isChoosing) {
    return (
      <FlexGallery
        onChoose={(contents, alt_text) => {
          onChange({ ...block, contents, alt_text: block.alt_text || alt_text });
          setChoosing(false);
        }}
        onOwn={() => {
          setWay("json");
          setChoosing(false);
        }}
        onCancel={isEmpty ? undefined : () => setChoosing(false)}
      />
    );
  }
  return (
    <Stack gap="sm">
      <Group justify="space-between" gap="xs">
        <SegmentedControl
          size="xs"
          value={way}
          onChange={setWay}
          data={[
            { value: "words", label: t("flex.words") },
            { value: "json", label: t("flex.json") },
          ]}
        />
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconLayoutGrid size={15} />}
          onClick={() => setChoosing(true)}
        >
          {t("flex.another")}
        </Button>
      </Group>
      {way === "words" ? (
        <FlexFields
          contents={block.contents}
          problems={found}
          onChange={(contents) => onChange({ ...block, contents })}
        />
      ) : (
        <>
          <FlexJson contents={block.contents} onChange={(contents) => onChange({ ...block, contents })} />
          {Object.keys(found).length > 0 ? (
            <Alert color="red" variant="light" p="xs">
              {Object.entries(found).map(([path, sentence]) => (
                <Text key={path} size="sm">
                  <code dir="ltr">{path || "contents"}</code> {sentence}
                </Text>
              ))}
            </Alert>
          ) : null}
        </>
      )}
      <AltText
        value={block.alt_text}
        error={problems.alt_text}
        onChange={(alt_text) => onChange({ ...block, alt_text })}
      />
    </Stack>
  );
}
