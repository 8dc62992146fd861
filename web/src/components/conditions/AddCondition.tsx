import { Button, Combobox, Group, useCombobox } from "@mantine/core";
import { IconBracketsContain, IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { byGroup, type Kind, startOf, wordIn } from "./catalogue";
import classes from "./conditions.module.css";
import { useEditor } from "./context";
import { leavesOf, MAX_DEPTH, MAX_LEAVES, type Place } from "./tree";

/** Adds a condition, chosen by searching or from the list, or a group of its own. */
export function AddCondition({ place }: { place: Place }) {
  const { t, i18n } = useTranslation("conditions");
  const { kinds, editing, root } = useEditor();
  const [search, setSearch] = useState("");
  const box = useCombobox({
    onDropdownClose: () => setSearch(""),
    onDropdownOpen: () => box.focusSearchInput(),
  });
  const isFull = leavesOf(root).length >= MAX_LEAVES;
  const wanted = search.trim().normalize("NFKC").toLocaleLowerCase();
  const found = byGroup(
    kinds.filter((kind) => haystack(kind, i18n.language).includes(wanted)),
    i18n.language,
  );
  const add = (value: string) => {
    const kind = kinds.find((one) => one.kind === value);
    if (kind) editing.add(place, startOf(kind));
    box.closeDropdown();
  };
  return (
    <Group gap="xs" data-foot={place.join(".")}>
      <Combobox store={box} width={300} position="bottom-start" withinPortal onOptionSubmit={add}>
        <Combobox.Target targetType="button" withAriaAttributes>
          <Button
            data-add
            size="xs"
            variant="light"
            leftSection={<IconPlus size={14} aria-hidden />}
            disabled={isFull}
            onClick={() => box.toggleDropdown()}
          >
            {t("add.condition")}
          </Button>
        </Combobox.Target>
        <Combobox.Dropdown>
          <Combobox.Search
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
            placeholder={t("add.search")}
            aria-label={t("add.search")}
          />
          <Combobox.Options mah={320} className={classes.options}>
            {found.map((group) => (
              <Combobox.Group key={group.name} label={group.name}>
                {group.kinds.map((kind) => (
                  <Combobox.Option key={kind.kind} value={kind.kind}>
                    {wordIn(kind.name, i18n.language)}
                  </Combobox.Option>
                ))}
              </Combobox.Group>
            ))}
            {found.length === 0 ? <Combobox.Empty>{t("add.nothing")}</Combobox.Empty> : null}
          </Combobox.Options>
        </Combobox.Dropdown>
      </Combobox>
      {place.length < MAX_DEPTH - 2 ? (
        <Button
          size="xs"
          variant="subtle"
          color="gray"
          leftSection={<IconBracketsContain size={14} aria-hidden />}
          onClick={() => editing.addGroup(place, "any")}
        >
          {t("add.group")}
        </Button>
      ) : null}
    </Group>
  );
}

function haystack(kind: Kind, language: string): string {
  const words = [kind.name, kind.group, ...(kind.hint ? [kind.hint] : [])];
  return words
    .map((one) => wordIn(one, language))
    .join(" ")
    .normalize("NFKC")
    .toLocaleLowerCase();
}
