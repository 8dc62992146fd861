import { IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { OnTap } from "@/line";
import styles from "./chat.module.css";
import type { RichMenu, RichMenuArea } from "./control";

interface Props {
  menu: RichMenu;
  isOpen: boolean;
  onToggle: (isOpen: boolean) => void;
  onTap: OnTap;
}

/** The picture below the talk whose areas do things, and the bar that opens and closes it. */
export function RichMenuPanel({ menu, isOpen, onToggle, onTap }: Props) {
  const { t } = useTranslation("phone");
  const Arrow = isOpen ? IconChevronDown : IconChevronUp;
  return (
    <>
      {isOpen ? (
        <section className={styles.menuPicture} aria-label={t("menu.title")}>
          <img src={menu.image_url} alt="" />
          {menu.areas.map((area, index) => (
            <button
              key={index}
              type="button"
              className={styles.area}
              style={placeOf(area, menu)}
              onClick={() => onTap(area.action)}
              aria-label={labelOf(area) || t("menu.area", { number: index + 1 })}
            />
          ))}
        </section>
      ) : null}
      <button
        type="button"
        className={styles.menuBar}
        aria-expanded={isOpen}
        onClick={() => onToggle(!isOpen)}
      >
        {menu.chatBarText}
        <Arrow size={16} aria-hidden />
      </button>
    </>
  );
}

function labelOf({ action }: RichMenuArea): string {
  const label = action.label ?? action.displayText ?? action.text ?? action.uri;
  return typeof label === "string" ? label.slice(0, 100) : "";
}

/** The area on the picture as it is shown here, whatever its size. */
export function placeOf({ bounds }: RichMenuArea, { size }: Pick<RichMenu, "size">) {
  const share = (part: number, whole: number) => `${(part / whole) * 100}%`;
  return {
    left: share(bounds.x, size.width),
    top: share(bounds.y, size.height),
    width: share(bounds.width, size.width),
    height: share(bounds.height, size.height),
  };
}
