import { Alert, Button, FileInput, Image, Stack } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Perform } from "./useTaps";

const TYPES = ["image/jpeg", "image/png"];
const MOST_BYTES = 10 * 1024 * 1024;

async function base64Of(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = "";
  // In pieces: the arguments of one call are limited.
  for (let start = 0; start < bytes.length; start += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(start, start + 0x8000));
  }
  return btoa(binary);
}

/** A picture from this machine, as the friend would take one from the camera roll. */
export function PickImage({ onDone }: { onDone: Perform }) {
  const { t } = useTranslation("phone");
  const [file, setFile] = useState<File | null>(null);
  const [preview, setPreview] = useState<string>();
  const isTooBig = (file?.size ?? 0) > MOST_BYTES;
  useEffect(() => {
    if (!file) return setPreview(undefined);
    const address = URL.createObjectURL(file);
    setPreview(address);
    return () => URL.revokeObjectURL(address);
  }, [file]);

  async function send() {
    if (!file) return;
    const content = await base64Of(file);
    await onDone("message", { message: { type: "image" }, content_base64: content, content_type: file.type });
  }

  return (
    <Stack>
      <FileInput
        label={t("ask.file")}
        placeholder={t("ask.fileHint")}
        accept={TYPES.join(",")}
        value={file}
        onChange={setFile}
      />
      {preview && !isTooBig ? <Image src={preview} alt="" radius="sm" mah={240} fit="contain" /> : null}
      {isTooBig ? <Alert color="red">{t("ask.tooBig")}</Alert> : null}
      <Button disabled={!file || isTooBig} onClick={() => void send()}>
        {t("input.send")}
      </Button>
    </Stack>
  );
}
