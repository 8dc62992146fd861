import { Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { BlockOf } from "../blocks";
import classes from "../composer.module.css";
import { parseFlex } from "./parse";

type Contents = BlockOf<"flex">["contents"];

/** The design as JSON. While it cannot be read the message stays as it was last readable. */
export function FlexJson({
  contents,
  onChange,
}: {
  contents: Contents;
  onChange: (contents: Contents) => void;
}) {
  const { t } = useTranslation("composer");
  const [text, setText] = useState(() =>
    Object.keys(contents).length > 0 ? JSON.stringify(contents, null, 2) : "",
  );
  const parsed = parseFlex(text);
  return (
    <Textarea
      label={t("flex.jsonLabel")}
      description={t("flex.jsonHint")}
      classNames={{ input: classes.json }}
      autosize
      minRows={10}
      maxRows={24}
      spellCheck={false}
      value={text}
      error={
        text !== "" && "mistake" in parsed
          ? t(`flex.mistake.${parsed.mistake}`, { line: parsed.line })
          : undefined
      }
      onChange={(event) => {
        const written = event.currentTarget.value;
        setText(written);
        const read = parseFlex(written);
        if ("contents" in read) onChange(read.contents);
      }}
    />
  );
}
