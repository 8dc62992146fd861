import { useTranslation } from "react-i18next";

const KNOWN = ["shop", "booking", "pos"];

/** How another system is called on the screen: the usual ones in words, any other by the name it was given. */
export function useSystemName(): (system: string) => string {
  const { t } = useTranslation("customers");
  return (system) => (KNOWN.includes(system) ? t(`systemName.${system}`) : system);
}
