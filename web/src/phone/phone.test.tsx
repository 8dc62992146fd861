import { fireEvent, screen } from "@testing-library/react";
import { useState } from "react";
import { describe, expect, it, vi } from "vitest";
import { draw } from "@/test/render";
import { drawable } from "./Entries";
import { InputBar } from "./InputBar";
import { askedInAddress, MOST_PHONES, readPhones } from "./openPhones";
import { placeOf, RichMenuPanel } from "./RichMenuPanel";
import { dayKey, fieldMoment, fieldValue } from "./time";
import { tapped } from "./useTaps";

const USER = `U${"0".repeat(32)}`;

function hands() {
  return { perform: vi.fn(async () => undefined), ask: vi.fn(), fill: vi.fn(), showMenu: vi.fn() };
}

describe("a tap", () => {
  it("on a message action says the text", () => {
    const given = hands();
    tapped({ type: "message", label: "予約する", text: "予約" }, given, vi.fn());
    expect(given.perform).toHaveBeenCalledWith("message", { message: { type: "text", text: "予約" } });
  });

  it("on a postback shows its display text, or the older field, or nothing", () => {
    const given = hands();
    tapped({ type: "postback", data: "a=1", displayText: "あとで" }, given, vi.fn());
    tapped({ type: "postback", data: "a=1", text: "はい" }, given, vi.fn());
    tapped({ type: "postback", data: "a=1" }, given, vi.fn());
    expect(given.perform.mock.calls).toEqual([
      ["postback", { data: "a=1", display_text: "あとで" }],
      ["postback", { data: "a=1", display_text: "はい" }],
      ["postback", { data: "a=1", display_text: undefined }],
    ]);
  });

  it("opens the menu or the keyboard where the action asks for it", () => {
    const given = hands();
    tapped(
      { type: "postback", data: "x", inputOption: "openKeyboard", fillInText: "予約番号:" },
      given,
      vi.fn(),
    );
    tapped({ type: "postback", data: "x", inputOption: "closeRichMenu" }, given, vi.fn());
    expect(given.fill).toHaveBeenCalledWith("予約番号:");
    expect(given.showMenu).toHaveBeenCalledWith(false);
  });

  it("on a tab of the rich menu switches by alias", () => {
    const given = hands();
    tapped({ type: "richmenuswitch", richMenuAliasId: "tab-b", data: "to=b" }, given, vi.fn());
    expect(given.perform).toHaveBeenCalledWith("rich_menu_switch", {
      rich_menu_alias_id: "tab-b",
      data: "to=b",
    });
  });

  it("asks for what the friend has to choose", () => {
    const given = hands();
    tapped({ type: "uri", uri: "https://example.com/" }, given, vi.fn());
    tapped({ type: "camera" }, given, vi.fn());
    tapped({ type: "location" }, given, vi.fn());
    expect(given.ask.mock.calls.map(([asked]) => asked.kind)).toEqual(["page", "image", "location"]);
  });

  it.each([{}, { type: "teleport" }, { type: 7 }, { type: "message" }, { type: "message", text: null }])(
    "on %j does nothing",
    (action) => {
      const given = hands();
      tapped(action, given, vi.fn());
      expect(given.perform).not.toHaveBeenCalled();
      expect(given.ask).not.toHaveBeenCalled();
    },
  );
});

describe("the phones kept from the last visit", () => {
  it("come back as they were", () => {
    const kept = [{ userId: USER, channelId: null }];
    expect(readPhones(JSON.stringify(kept))).toEqual(kept);
  });

  it.each([
    undefined,
    "",
    "[",
    "{}",
    "null",
    '[null, 1, {"userId": "x", "channelId": null}]',
    `[{"userId": "${USER}"}]`,
  ])("are none when %s was kept", (text) => expect(readPhones(text)).toEqual([]));

  it("are not more than fit", () => {
    const many = Array.from({ length: 20 }, () => ({ userId: USER, channelId: "1" }));
    expect(readPhones(JSON.stringify(many))).toHaveLength(MOST_PHONES);
  });

  it("are joined by the one that a link asks for", () => {
    expect(askedInAddress(`?channel=2000000001&user=${USER}`)).toEqual({
      userId: USER,
      channelId: "2000000001",
    });
    expect(askedInAddress("?user=javascript:alert(1)")).toEqual({ userId: undefined, channelId: undefined });
  });
});

function Writing({ perform }: { perform: (type: string, fields?: object) => Promise<unknown> }) {
  const [draft, setDraft] = useState("");
  return <InputBar draft={draft} onDraft={setDraft} perform={perform} ask={vi.fn()} />;
}

describe("the input", () => {
  it("sends with Enter and is empty then", () => {
    const perform = vi.fn(async () => undefined);
    draw(<Writing perform={perform} />);
    const field = screen.getByRole("textbox");
    fireEvent.change(field, { target: { value: " こんにちは " } });
    fireEvent.keyDown(field, { key: "Enter" });
    expect(perform).toHaveBeenCalledWith("message", { message: { type: "text", text: "こんにちは" } });
    expect(field).toHaveValue("");
  });

  it("leaves the Enter that ends a conversion, and the one that begins a line, to the text", () => {
    const perform = vi.fn(async () => undefined);
    draw(<Writing perform={perform} />);
    const field = screen.getByRole("textbox");
    fireEvent.change(field, { target: { value: "へんかん" } });
    fireEvent.keyDown(field, { key: "Enter", isComposing: true });
    fireEvent.keyDown(field, { key: "Enter", keyCode: 229 });
    fireEvent.keyDown(field, { key: "Enter", shiftKey: true });
    expect(perform).not.toHaveBeenCalled();
  });

  it("sends nothing that is only space", () => {
    const perform = vi.fn(async () => undefined);
    draw(<Writing perform={perform} />);
    fireEvent.change(screen.getByRole("textbox"), { target: { value: "　\n " } });
    fireEvent.keyDown(screen.getByRole("textbox"), { key: "Enter" });
    expect(perform).not.toHaveBeenCalled();
  });
});

describe("the rich menu", () => {
  const area = {
    bounds: { x: 1250, y: 0, width: 1250, height: 843 },
    action: { type: "message", text: "予約" },
  };
  const menu = {
    rich_menu_id: "richmenu-1",
    image_url: "/control/x",
    size: { width: 2500, height: 1686 },
    selected: true,
    chatBarText: "メニュー",
    areas: [area],
  };

  it("puts an area on the same part of the picture at any size", () => {
    expect(placeOf(area, menu)).toEqual({ left: "50%", top: "0%", width: "50%", height: "50%" });
  });

  it("does what the tapped area says, and hides behind its bar", () => {
    const onTap = vi.fn();
    const onToggle = vi.fn();
    draw(<RichMenuPanel menu={menu} isOpen onToggle={onToggle} onTap={onTap} />);
    fireEvent.click(screen.getByRole("button", { name: "予約" }));
    expect(onTap).toHaveBeenCalledWith(area.action);
    fireEvent.click(screen.getByRole("button", { name: "メニュー" }));
    expect(onToggle).toHaveBeenCalledWith(false);
  });
});

describe("what a friend sent", () => {
  it("is fetched from the simulator where it has content", () => {
    expect(drawable({ type: "image" }, "123").previewImageUrl).toBe("/control/contents/123");
    expect(drawable({ type: "text", text: "a" }, "123")).toEqual({ type: "text", text: "a" });
    expect(drawable({ type: "image" }, null)).toEqual({ type: "image" });
  });
});

describe("the clock of the phones", () => {
  it("shows Japan's time wherever the browser is", () => {
    const ms = Date.parse("2026-11-21T23:30:00Z");
    expect(fieldValue(ms)).toBe("2026-11-22T08:30");
    expect(fieldMoment("2026-11-22T08:30")).toBe(ms);
    expect(dayKey(ms)).toBe("2026-11-22");
    expect(fieldMoment("")).toBeNaN();
  });
});
