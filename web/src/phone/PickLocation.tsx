import { Button, Radio, Stack } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Perform } from "./useTaps";

const PLACES = [
  { key: "tokyo", latitude: 35.681236, longitude: 139.767125 },
  { key: "osaka", latitude: 34.702485, longitude: 135.495951 },
  { key: "sapporo", latitude: 43.068661, longitude: 141.350755 },
] as const;

/** Where the friend is, or says to be. */
export function PickLocation({ onDone }: { onDone: Perform }) {
  const { t } = useTranslation("phone");
  const [chosen, setChosen] = useState<string>(PLACES[0].key);

  function submit(event: FormEvent) {
    event.preventDefault();
    const place = PLACES.find((one) => one.key === chosen) ?? PLACES[0];
    const message = {
      type: "location",
      title: t(`place.${place.key}`),
      address: t(`place.${place.key}Address`),
      latitude: place.latitude,
      longitude: place.longitude,
    };
    void onDone("message", { message });
  }

  return (
    <form onSubmit={submit}>
      <Stack>
        <Radio.Group label={t("ask.where")} value={chosen} onChange={setChosen}>
          <Stack gap="xs" mt="xs">
            {PLACES.map(({ key }) => (
              <Radio key={key} value={key} label={t(`place.${key}`)} description={t(`place.${key}Address`)} />
            ))}
          </Stack>
        </Radio.Group>
        <Button type="submit">{t("input.send")}</Button>
      </Stack>
    </form>
  );
}
