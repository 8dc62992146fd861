import { ActionIcon, FileButton, Tooltip } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconPhoto } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { type RefObject, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Block } from "@/components/composer";
import { IMAGE_TYPES, LARGEST_IMAGE_BYTES, uploadImage } from "@/components/composer/uploadImage";
import { tellProblem } from "./tellProblem";

interface Props {
  onImage: (block: Block) => void;
  /** Pictures that are pasted here count too. */
  field: RefObject<HTMLTextAreaElement | null>;
}

/** A picture for the answer: chosen, or pasted into the text. */
export function ImageButton({ onImage, field }: Props) {
  const { t } = useTranslation("talk");
  const sending = useMutation({
    mutationFn: (file: File) => uploadImage(file, null),
    onSuccess: (image) =>
      onImage({
        kind: "image",
        url: image.url,
        preview_url: image.preview_url ?? image.url,
        quick_replies: [],
      }),
    onError: tellProblem,
  });
  const take = (file: File | null | undefined) => {
    if (!file) return;
    if (file.size > LARGEST_IMAGE_BYTES) {
      notifications.show({ color: "red", message: t("image.tooBig") });
      return;
    }
    sending.mutate(file);
  };
  const latest = useRef(take);
  latest.current = take;
  useEffect(() => {
    const element = field.current;
    const paste = (event: ClipboardEvent) => {
      const file = [...(event.clipboardData?.files ?? [])].find((one) => IMAGE_TYPES.includes(one.type));
      if (!file) return;
      event.preventDefault();
      latest.current(file);
    };
    element?.addEventListener("paste", paste);
    return () => element?.removeEventListener("paste", paste);
  }, [field]);
  return (
    <FileButton onChange={take} accept={IMAGE_TYPES}>
      {(props) => (
        <Tooltip label={t("image.choose")} withArrow>
          <ActionIcon
            {...props}
            variant="subtle"
            color="gray"
            size="lg"
            loading={sending.isPending}
            aria-label={t("image.choose")}
          >
            <IconPhoto size={19} stroke={1.7} />
          </ActionIcon>
        </Tooltip>
      )}
    </FileButton>
  );
}
