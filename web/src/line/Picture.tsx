import { IconPhotoOff } from "@tabler/icons-react";
import { type CSSProperties, useState } from "react";
import { useTranslation } from "react-i18next";
import styles from "./line.module.css";
import { safeMedia } from "./safe";

interface Props {
  url: unknown;
  alt?: string;
  className?: string;
  style?: CSSProperties;
}

/** A picture from outside, or a grey box of the same size where there is none to be had. */
export function Picture({ url, alt = "", className, style }: Props) {
  const { t } = useTranslation("line");
  const address = safeMedia(url);
  const [broken, setBroken] = useState<string>();
  if (!address || broken === address) {
    return (
      <span
        className={[styles.noPicture, className].join(" ")}
        style={style}
        role="img"
        aria-label={alt || t("noPicture")}
      >
        <IconPhotoOff size={24} stroke={1.5} aria-hidden />
      </span>
    );
  }
  return (
    <img
      className={className}
      style={style}
      src={address}
      alt={alt}
      loading="lazy"
      referrerPolicy="no-referrer"
      onError={() => setBroken(address)}
    />
  );
}
