import { Select, Stack, Table, Text, VisuallyHidden } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconCheck, IconMinus } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { Fragment, useState } from "react";
import { useTranslation } from "react-i18next";
import type { PermissionOut, Role } from "@/api/schema.gen";
import { useMe } from "@/app/session";
import classes from "./members.module.css";
import { rolesQuery } from "./queries";
import { useWords } from "./words";

/** Who may do what, as the server enforces it. */
export function PermissionTable() {
  const { t } = useTranslation("members");
  const words = useWords();
  const me = useMe();
  const { data: table } = useSuspenseQuery(rolesQuery);
  // On a phone one role at a time has room.
  const isPhone = useMediaQuery("(max-width: 48em)");
  const [chosen, setChosen] = useState<string>(me.role ?? "owner");
  const shown = table.roles.filter((role) => !isPhone || role.key === chosen);
  const roles = shown.map((role) => role.key as Role);
  return (
    <Stack gap="xs">
      <Text size="sm" c="dimmed">
        {t("table.hint")}
      </Text>
      {isPhone ? (
        <Select
          aria-label={t("field.role")}
          data={table.roles.map((role) => ({ value: role.key, label: words.name(role) }))}
          value={chosen}
          onChange={(role) => setChosen(role ?? chosen)}
          description={shown[0] ? words.meaning(shown[0]) : undefined}
          inputWrapperOrder={["label", "input", "description"]}
          allowDeselect={false}
        />
      ) : null}
      <Table.ScrollContainer
        minWidth={isPhone ? 0 : 820}
        maxHeight="calc(100dvh - 220px)"
        scrollAreaProps={{
          viewportProps: { tabIndex: 0, role: "region", "aria-label": t("tab.permissions") },
        }}
      >
        <Table withTableBorder stickyHeader verticalSpacing={6} bg="var(--mantine-color-body)">
          <Table.Thead>
            <Table.Tr>
              <Table.Th className={classes.permission}>{t("table.deed")}</Table.Th>
              {shown.map((role) => (
                <Table.Th key={role.key} className={classes.mark} title={words.meaning(role)}>
                  {words.name(role)}
                  {role.key === me.role ? (
                    <Text size="xs" c="dimmed" fw={400}>
                      {t("you")}
                    </Text>
                  ) : null}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {table.sections.map((section) => (
              <Fragment key={section.key}>
                <Table.Tr bg="var(--mantine-color-default-hover)">
                  <Table.Th colSpan={roles.length + 1} scope="rowgroup">
                    {words.name(section)}
                  </Table.Th>
                </Table.Tr>
                {section.permissions.map((permission) => (
                  <PermissionRow key={permission.key} permission={permission} roles={roles} mine={me.role} />
                ))}
              </Fragment>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Text size="xs" c="dimmed">
        {t("table.wide")}
      </Text>
    </Stack>
  );
}

function PermissionRow(props: { permission: PermissionOut; roles: Role[]; mine: Role | null }) {
  const { t } = useTranslation("members");
  const words = useWords();
  const { permission, roles, mine } = props;
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={500}>
        {words.name(permission)}
        {permission.is_organisation_wide ? t("table.star") : ""}
        <Text size="xs" c="dimmed" fw={400}>
          {words.meaning(permission)}
        </Text>
      </Table.Th>
      {roles.map((role) => {
        const may = permission.roles.includes(role);
        const Icon = may ? IconCheck : IconMinus;
        return (
          <Table.Td key={role} className={role === mine ? `${classes.mark} ${classes.mine}` : classes.mark}>
            <Icon size={18} stroke={may ? 2.2 : 1.2} opacity={may ? 1 : 0.45} aria-hidden />
            <VisuallyHidden>{t(may ? "table.may" : "table.mayNot")}</VisuallyHidden>
          </Table.Td>
        );
      })}
    </Table.Tr>
  );
}
