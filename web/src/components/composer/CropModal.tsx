import { Button, Group, Modal, SegmentedControl, Stack } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { centerCrop, makeAspectCrop, type PercentCrop, ReactCrop } from "react-image-crop";
import "react-image-crop/dist/ReactCrop.css";
import classes from "./composer.module.css";
import type { Crop } from "./uploadImage";

interface Props {
  file: File | null;
  /** Width over height that the picture must have; free to choose without it. */
  aspect?: number;
  isBusy: boolean;
  onDone: (crop: Crop | null) => void;
  onClose: () => void;
}

const WHOLE: PercentCrop = { unit: "%", x: 0, y: 0, width: 100, height: 100 };
const SHAPES = { whole: undefined, square: 1, wide: 1.51 } as const;
type Shape = keyof typeof SHAPES;

/** Chooses the part of a picture that friends will see. */
export function CropModal({ file, aspect, isBusy, onDone, onClose }: Props) {
  const { t } = useTranslation("composer");
  const [address, setAddress] = useState<string>();
  const [size, setSize] = useState({ width: 1, height: 1 });
  const [crop, setCrop] = useState<PercentCrop>(WHOLE);
  const [shape, setShape] = useState<Shape>("whole");
  const ratio = aspect ?? SHAPES[shape];

  useEffect(() => {
    if (!file) return;
    const made = URL.createObjectURL(file);
    setAddress(made);
    setShape("whole");
    return () => URL.revokeObjectURL(made);
  }, [file]);

  const cropTo = (wanted: number | undefined, { width, height }: typeof size) =>
    setCrop(
      wanted
        ? centerCrop(makeAspectCrop({ unit: "%", width: 100 }, wanted, width, height), width, height)
        : WHOLE,
    );
  const isWhole = crop.x < 0.1 && crop.y < 0.1 && crop.width > 99.9 && crop.height > 99.9;

  return (
    <Modal opened={file !== null} onClose={onClose} title={t("crop.title")} size="lg">
      <Stack>
        {aspect ? null : (
          <SegmentedControl
            value={shape}
            onChange={(chosen) => {
              setShape(chosen as Shape);
              cropTo(SHAPES[chosen as Shape], size);
            }}
            data={(Object.keys(SHAPES) as Shape[]).map((value) => ({ value, label: t(`crop.${value}`) }))}
          />
        )}
        <div className={classes.cropArea}>
          <ReactCrop
            crop={crop}
            aspect={ratio}
            minWidth={20}
            minHeight={20}
            keepSelection
            onChange={(_, share) => setCrop(share)}
          >
            <img
              src={address}
              alt={t("crop.alt")}
              className={classes.cropImage}
              onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) => {
                const natural = { width: naturalWidth, height: naturalHeight };
                setSize(natural);
                cropTo(ratio, natural);
              }}
            />
          </ReactCrop>
        </div>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("common:action.cancel")}
          </Button>
          <Button loading={isBusy} onClick={() => onDone(isWhole ? null : sharesOf(crop))}>
            {t("crop.use")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

/** Rounded down, so that the part never ends a hair outside the picture. */
function sharesOf(crop: PercentCrop): Crop {
  const share = (percent: number) => Math.floor(percent * 1000) / 100_000;
  const [x, y] = [share(crop.x), share(crop.y)];
  return { x, y, width: Math.min(share(crop.width), 1 - x), height: Math.min(share(crop.height), 1 - y) };
}
