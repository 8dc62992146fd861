import { Button, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { LineAction } from "@/line";
import { useNow } from "./queries";
import { fieldValue } from "./time";
import type { Perform } from "./useTaps";

const FIELDS = { date: "date", time: "time", datetime: "datetime-local" } as const;
type Mode = keyof typeof FIELDS;

/** LINE writes T between date and time or lets `t` stand there; a browser's field knows the former only. */
const given = (value: unknown) => (typeof value === "string" ? value.replace("t", "T") : undefined);

/** The day, time or both of a date picker's action, within its bounds. */
export function PickTime({ action, onDone }: { action: LineAction; onDone: Perform }) {
  const { t } = useTranslation("phone");
  const mode: Mode = action.mode === "date" || action.mode === "time" ? action.mode : "datetime";
  const now = useNow(60_000);
  const [typed, setTyped] = useState(given(action.initial));
  const today = fieldValue(now?.ms ?? Date.now());
  const value = typed ?? { date: today.slice(0, 10), time: today.slice(11), datetime: today }[mode];

  function submit(event: FormEvent) {
    event.preventDefault();
    void onDone("postback", {
      data: typeof action.data === "string" ? action.data : "",
      params: { [mode]: value },
    });
  }

  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          type={FIELDS[mode]}
          label={t("ask.when")}
          value={value}
          min={given(action.min)}
          max={given(action.max)}
          required
          withAsterisk={false}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Button type="submit">{t("ask.choose")}</Button>
      </Stack>
    </form>
  );
}
