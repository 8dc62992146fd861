import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { beforeEach, expect, test, vi } from "vitest";
import { api } from "@/api/client";
import { draw } from "@/test/render";
import { BulkBar } from "./BulkBar";
import { type ChosenFriends, chosenFriends } from "./chosen";
import { FriendTable } from "./FriendTable";
import type { ListedFriend } from "./queries";
import { friendFilter } from "./search";
import { noneSelected } from "./selection";

vi.mock("@tanstack/react-router", async (original) => ({
  ...(await original<object>()),
  useParams: () => ({ channelId: "1" }),
  Link: ({ to, children }: { to: string; children: React.ReactNode }) => <a href={to}>{children}</a>,
}));

const NAMES = ["愛子", "健二", "花子", "太郎"];
const FRIENDS = NAMES.map((name, index) => ({
  id: index + 1,
  display_name: name,
  picture_url: "",
  status: "following",
}));
const FOUND = { number: 1_000_000, is_exact: true };
const FILTER = friendFilter(1, {});

let chosen: ChosenFriends;

/** The list as the page holds it, of which the first four of a million are shown. */
function List() {
  const [selection, setSelection] = useState(noneSelected);
  chosen = chosenFriends(selection, FILTER, FOUND);
  return (
    <>
      <BulkBar selection={selection} onChange={setSelection} filter={FILTER} count={FOUND} />
      <FriendTable
        friends={FRIENDS as ListedFriend[]}
        hasMore={false}
        isLoading={false}
        onMore={() => {}}
        order="newest"
        columns={NONE}
        selection={selection}
        onSelect={setSelection}
      />
    </>
  );
}

const NONE: string[] = [];
const box = (name: string) => screen.getByRole("checkbox", { name: `${name}さんを選ぶ` });
const everybody = () => screen.getByRole("checkbox", { name: "条件に合うすべての友だちを選ぶ" });
const ticked = () => NAMES.filter((name) => (box(name) as HTMLInputElement).checked);

beforeEach(() => {
  const answered = { data: { permissions: [] }, response: new Response(null, { status: 200 }) };
  vi.spyOn(api, "GET").mockResolvedValue(answered as never);
  // Without a layout nothing has a height, and no row would be in sight.
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(600);
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(1000);
});

test("a second friend is chosen beside the first", async () => {
  draw(<List />);

  await userEvent.click(box("愛子"));
  await userEvent.click(box("花子"));

  expect(ticked()).toEqual(["愛子", "花子"]);
  expect(chosen.who).toEqual({ friend_ids: [1, 3] });
  expect(screen.getByText("2人を選択中")).toBeVisible();

  await userEvent.click(box("愛子"));

  expect(ticked()).toEqual(["花子"]);
  expect(chosen.who).toEqual({ friend_ids: [3] });
});

test("all but two are everybody else, those included who are not on the screen", async () => {
  draw(<List />);

  await userEvent.click(everybody());
  await userEvent.click(box("健二"));
  await userEvent.click(box("太郎"));

  expect(ticked()).toEqual(["愛子", "花子"]);
  expect(everybody()).not.toBeChecked();
  expect(chosen.who).toMatchObject({ except_ids: [2, 4] });
  expect(screen.getByText("999,998人を選択中")).toBeVisible();

  await userEvent.click(everybody());

  expect(ticked()).toEqual(NAMES);
  expect(chosen.who).toMatchObject({ except_ids: [] });
});
