import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import i18n from "i18next";
import { HttpResponse, http } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { AuthRefused } from "@/api/auth";
import { draw } from "@/test/render";
import { inFours } from "./CodeAppSetup";
import { digitsOf } from "./CodeField";
import { authMessage } from "./messages";
import { SecondFactorSetup } from "./SecondFactorSetup";

const BASE = "*/_allauth/browser/v1";
const server = setupServer();
beforeAll(() => server.listen({ onUnhandledFrame: "error" }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const t = i18n.getFixedT("ja", "secondFactor");

function refusal(status: number, code: string, headers: Record<string, string> = {}) {
  return new AuthRefused(new Response(null, { status, headers }), { errors: [{ code }] });
}

describe("what is said of a refusal", () => {
  it("tells how long to wait", () => {
    const error = refusal(429, "too_many_login_attempts", { "Retry-After": "301" });
    expect(authMessage(error, t)).toContain("約6分");
  });

  it("has a sentence for what it does not know", () => {
    expect(authMessage(refusal(400, "something_new"), t)).toBe(t("error.refused"));
  });

  it("says nothing without an error", () => {
    expect(authMessage(null, t)).toBeNull();
  });
});

describe("codes", () => {
  it("reads digits typed full-width or with blanks", () => {
    expect(digitsOf("１２３ 456", 6)).toBe("123456");
    expect(digitsOf("12345678", 6)).toBe("123456");
  });

  it("shows a secret in fours", () => {
    expect(inFours("ABCDEFGHIJ==")).toBe("ABCD EFGH IJ");
  });
});

describe("setting up", () => {
  it("goes from the QR code over the recovery codes to the end", async () => {
    const sent: unknown[] = [];
    server.use(
      http.get(`${BASE}/config`, () =>
        HttpResponse.json({
          data: {
            mfa: { supported_types: ["totp"], passkey_login_enabled: false },
            mail: { is_set_up: true },
          },
        }),
      ),
      http.get(`${BASE}/account/authenticators/totp`, () =>
        HttpResponse.json(
          { meta: { secret: "ABCDEFGH", totp_url: "otpauth://totp/x?secret=ABCDEFGH" } },
          { status: 404 },
        ),
      ),
      http.post(`${BASE}/account/authenticators/totp`, async ({ request }) => {
        sent.push(await request.json());
        return HttpResponse.json({ data: {} });
      }),
      http.get(`${BASE}/account/authenticators/recovery-codes`, () =>
        HttpResponse.json({ data: { unused_codes: ["12345678", "87654321"] } }),
      ),
    );
    const done = vi.fn();
    const user = userEvent.setup();
    draw(<SecondFactorSetup onDone={done} />);

    expect(await screen.findByText("ABCD EFGH")).toBeVisible();
    await user.type(screen.getByRole("textbox"), "１２３４５６");
    await user.click(screen.getByRole("button", { name: t("app.turnOn") }));

    expect(await screen.findByText("1234 5678")).toBeVisible();
    expect(sent).toEqual([{ code: "123456" }]);
    const finish = screen.getByRole("button", { name: t("codes.done") });
    expect(finish).toBeDisabled();
    await user.click(screen.getByRole("checkbox"));
    await user.click(finish);
    expect(done).toHaveBeenCalledOnce();
  });

  it("asks who it is when the sign-in was long ago, and goes on", async () => {
    let isConfirmed = false;
    server.use(
      http.get(`${BASE}/config`, () =>
        HttpResponse.json({
          data: {
            mfa: { supported_types: ["totp"], passkey_login_enabled: false },
            mail: { is_set_up: true },
          },
        }),
      ),
      http.get(`${BASE}/account/authenticators/totp`, () =>
        HttpResponse.json({ meta: { secret: "ABCDEFGH", totp_url: "otpauth://totp/x" } }, { status: 404 }),
      ),
      http.post(`${BASE}/account/authenticators/totp`, () =>
        isConfirmed
          ? HttpResponse.json({ data: {} })
          : HttpResponse.json({ data: { flows: [{ id: "reauthenticate" }] } }, { status: 401 }),
      ),
      http.post(`${BASE}/auth/reauthenticate`, () => {
        isConfirmed = true;
        return HttpResponse.json({ data: {} });
      }),
      http.get(`${BASE}/account/authenticators/recovery-codes`, () =>
        HttpResponse.json({ data: { unused_codes: ["12345678"] } }),
      ),
    );
    const user = userEvent.setup();
    draw(<SecondFactorSetup onDone={vi.fn()} />);

    await user.type(await screen.findByRole("textbox"), "123456");
    await screen.findByText("ABCD EFGH");
    await user.click(screen.getByRole("button", { name: t("app.turnOn") }));
    await user.type(await screen.findByLabelText(t("confirm.password")), "hanae-no-himitsu");
    await user.click(screen.getByRole("button", { name: i18n.t("common:action.next") }));

    expect(await screen.findByText("1234 5678")).toBeVisible();
  });
});
