import { Alert, NumberInput, SimpleGrid, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { LIMITS, TOKYO_STATION } from "../blocks";
import { CountedInput } from "../CountedInput";
import { placeIn } from "./place";
import type { EditorProps } from "./types";

export function LocationEditor({ block, problems, onChange }: EditorProps<"location">) {
  const { t } = useTranslation("composer");
  const isUnmoved = block.latitude === TOKYO_STATION.latitude && block.longitude === TOKYO_STATION.longitude;
  const set = (latitude: string | number, longitude: string | number) =>
    onChange({ ...block, latitude: Number(latitude) || 0, longitude: Number(longitude) || 0 });
  return (
    <>
      <CountedInput
        label={t("field.placeName")}
        value={block.title}
        limit={LIMITS.place}
        unit="utf16"
        required
        error={problems.title}
        onChange={(title) => onChange({ ...block, title })}
      />
      <CountedInput
        label={t("field.address")}
        value={block.address}
        limit={LIMITS.place}
        unit="utf16"
        required
        error={problems.address}
        onChange={(address) => onChange({ ...block, address })}
      />
      <SimpleGrid cols={2} spacing="xs">
        <NumberInput
          label={t("field.latitude")}
          decimalScale={7}
          hideControls
          value={block.latitude}
          error={problems.latitude}
          onChange={(latitude) => set(latitude, block.longitude)}
          onPaste={(event) => {
            const place = placeIn(event.clipboardData.getData("text"));
            if (!place) return;
            event.preventDefault();
            onChange({ ...block, ...place });
          }}
        />
        <NumberInput
          label={t("field.longitude")}
          decimalScale={7}
          hideControls
          value={block.longitude}
          error={problems.longitude}
          onChange={(longitude) => set(block.latitude, longitude)}
        />
      </SimpleGrid>
      <Text size="xs" c="dimmed">
        {t("location.hint")}
      </Text>
      {isUnmoved && block.title !== "" ? (
        <Alert color="yellow" variant="light" p="xs">
          {t("location.unmoved")}
        </Alert>
      ) : null}
    </>
  );
}
