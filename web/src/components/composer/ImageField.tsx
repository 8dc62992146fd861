import { Button, FileButton, Group, Input, TextInput } from "@mantine/core";
import { IconLink, IconTrash, IconUpload } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { messageOf } from "@/components/ErrorNote";
import { safeMedia } from "@/line";
import { CropModal } from "./CropModal";
import classes from "./composer.module.css";
import { type Crop, IMAGE_TYPES, LARGEST_IMAGE_BYTES, type UploadedImage, uploadImage } from "./uploadImage";

interface Props {
  label: string;
  description?: string;
  value: string;
  onChange: (image: UploadedImage) => void;
  error?: string;
  aspect?: number;
  required?: boolean;
}

/** A picture: chosen from this computer and cut, or named by its address. */
export function ImageField({ label, description, value, onChange, error, aspect, required }: Props) {
  const { t } = useTranslation("composer");
  const [file, setFile] = useState<File | null>(null);
  const [isTooBig, setTooBig] = useState(false);
  const [isByAddress, setByAddress] = useState(false);
  const sending = useMutation({
    mutationFn: (crop: Crop | null) =>
      file ? uploadImage(file, crop) : Promise.reject(new Error("no file")),
    onSuccess: onChange,
    onSettled: () => setFile(null),
  });
  const choose = (chosen: File | null) => {
    sending.reset();
    setTooBig(chosen !== null && chosen.size > LARGEST_IMAGE_BYTES);
    setFile(chosen && chosen.size <= LARGEST_IMAGE_BYTES ? chosen : null);
  };
  const refusal = sending.error ? (messageOf(sending.error) ?? t("common:error.unexpected")) : undefined;
  const shown = safeMedia(value);

  return (
    <Input.Wrapper
      label={label}
      labelElement="div"
      description={description}
      required={required}
      error={isTooBig ? t("image.tooBig") : (refusal ?? error)}
    >
      <Group gap="xs" mt={4} align="center">
        {shown ? <img src={shown} alt="" className={classes.thumbnail} /> : null}
        <FileButton onChange={choose} accept={IMAGE_TYPES}>
          {(props) => (
            <Button {...props} variant="default" size="xs" leftSection={<IconUpload size={15} />}>
              {value ? t("image.replace") : t("image.choose")}
            </Button>
          )}
        </FileButton>
        {value && !required ? (
          <Button
            variant="subtle"
            color="gray"
            size="xs"
            leftSection={<IconTrash size={15} />}
            onClick={() => onChange({ url: "", preview_url: "" })}
          >
            {t("common:action.remove")}
          </Button>
        ) : null}
        <Button
          variant="subtle"
          color="gray"
          size="xs"
          leftSection={<IconLink size={15} />}
          aria-expanded={isByAddress}
          onClick={() => setByAddress(!isByAddress)}
        >
          {t("image.byAddress")}
        </Button>
      </Group>
      {isByAddress ? (
        <TextInput
          mt="xs"
          type="url"
          aria-label={t("image.address", { label })}
          placeholder="https://"
          value={value}
          onChange={(event) => onChange({ url: event.currentTarget.value.trim(), preview_url: "" })}
        />
      ) : null}
      <CropModal
        file={file}
        aspect={aspect}
        isBusy={sending.isPending}
        onDone={sending.mutate}
        onClose={() => setFile(null)}
      />
    </Input.Wrapper>
  );
}
