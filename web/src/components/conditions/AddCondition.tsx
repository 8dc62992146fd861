import { Button, Combobox, Group, useCombobox } from "@mantine/core";
import { IconBracketsContain, IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { byGroup, type Kind, startOf, wordIn } from "./catalogue";
import classes from "./conditions.module.css";
import { useEditor } from "./context";
import { folded, useNamed } from "./named";
import { leavesOf, MAX_DEPTH, MAX_LEAVES, type Place } from "./tree";

/** Adds a condition, chosen by searching (for its name, or a field's, tag's or segment's) or from the list, or a group. */
export function AddCondition({ place }: { place: Place }) {
  const { t, i18n } = useTranslation("conditions");
  const { channelId, kinds, editing, root } = useEditor();
  const [search, setSearch] = useState("");
  const box = useCombobox({
    onDropdownClose: () => setSearch(""),
    onDropdownOpen: () => box.focusSearchInput(),
  });
  const isFull = leavesOf(root).length >= MAX_LEAVES;
  const wanted = folded(search.trim());
  const named = useNamed(channelId, kinds, wanted, i18n.language);
  const found = byGroup(
    kinds.filter((kind) => haystack(kind, i18n.language).includes(wanted)),
    i18n.language,
  );
  const add = (value: string) => {
    const kind = kinds.find((one) => one.kind === value);
    const leaf = kind ? startOf(kind) : named.find((one) => one.value === value)?.leaf;
    if (leaf) editing.add(place, leaf);
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
            {named.length > 0 ? (
              <Combobox.Group label={t("add.named")}>
                {named.map((one) => (
                  <Combobox.Option key={one.value} value={one.value}>
                    {one.label}
                  </Combobox.Option>
                ))}
              </Combobox.Group>
            ) : null}
            {found.length + named.length === 0 ? <Combobox.Empty>{t("add.nothing")}</Combobox.Empty> : null}
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
  return folded(words.map((one) => wordIn(one, language)).join(" "));
}
