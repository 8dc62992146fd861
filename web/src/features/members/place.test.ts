import { describe, expect, it } from "vitest";
import type { PermissionOut, Role, RolesOut } from "@/api/schema.gen";
import { EVERYWHERE, grantableRoles, inRole, missing } from "./place";

const words = { ja: "x", en: "x", meaning_ja: "x", meaning_en: "x" };
const permission = (key: PermissionOut["key"], ...roles: Role[]): PermissionOut => ({
  ...words,
  key,
  roles,
  is_organisation_wide: false,
});
const table: RolesOut = {
  roles: (["owner", "admin", "analyst"] as const).map((key) => ({ ...words, key })),
  sections: [
    {
      key: "all",
      ja: "x",
      en: "x",
      permissions: [
        permission("organisation.edit", "owner"),
        permission("members.edit", "owner", "admin"),
        permission("friends.view", "owner", "admin", "analyst"),
      ],
    },
  ],
};

describe("a member's place", () => {
  it("asks a partner for accounts and a last day", () => {
    const partner = inRole(EVERYWHERE, "partner");
    expect(missing(partner)).toEqual(["channel_ids", "ends_on"]);
    expect(missing({ ...partner, channel_ids: [1], ends_on: "2027-01-31" })).toEqual([]);
  });

  it("takes limits away from an owner", () => {
    const limited = { role: "partner" as const, channel_ids: [1], ends_on: "2027-01-31" };
    expect(inRole(limited, "owner")).toEqual({ role: "owner", channel_ids: null, ends_on: null });
  });

  it("keeps the limits of other roles", () => {
    const limited = { role: "responder" as const, channel_ids: [1], ends_on: null };
    expect(inRole(limited, "operator")).toEqual({ ...limited, role: "operator" });
  });
});

describe("the roles that one may give", () => {
  it("hold no more than one does oneself", () => {
    expect(grantableRoles(table, ["members.edit", "friends.view"])).toEqual(["admin", "analyst"]);
    expect(grantableRoles(table, ["organisation.edit", "members.edit", "friends.view"])).toEqual([
      "owner",
      "admin",
      "analyst",
    ]);
  });
});
