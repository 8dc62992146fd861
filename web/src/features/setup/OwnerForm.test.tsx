import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { Problem } from "@/api/problem";
import { draw } from "@/test/render";
import { OwnerForm } from "./OwnerForm";

const { post } = vi.hoisted(() => ({ post: vi.fn() }));
vi.mock("@/api/client", () => ({ api: { POST: post }, answer: (call: Promise<unknown>) => call }));

async function fill() {
  await userEvent.type(screen.getByLabelText("お店・会社の名前"), "美容室はなえ");
  await userEvent.type(screen.getByLabelText("お名前"), "花江 さくら");
  await userEvent.type(screen.getByLabelText("メールアドレス"), "owner@example.com");
  await userEvent.type(screen.getByLabelText("パスワード"), "a long passphrase");
  await userEvent.click(screen.getByRole("button", { name: "オーナーを登録して次へ" }));
}

beforeEach(() => {
  post.mockReset();
  window.location.hash = "#the-token";
});

describe("the first owner", () => {
  it("is sent with the token of the link", async () => {
    post.mockResolvedValue({ organisation_id: 1 });
    draw(<OwnerForm needsOwner />);
    await fill();
    expect(post).toHaveBeenCalledWith("/api/v1/setup/owner", {
      body: {
        token: "the-token",
        organisation_name: "美容室はなえ",
        name: "花江 さくら",
        email: "owner@example.com",
        password: "a long passphrase",
      },
    });
  });

  it("is told what is wrong at the field", async () => {
    const errors = [{ path: "email", detail: "メールアドレスの形式が正しくありません。" }];
    post.mockRejectedValue(new Problem(422, { detail: "入力", errors }, ""));
    draw(<OwnerForm needsOwner />);
    await fill();
    expect(await screen.findByText("メールアドレスの形式が正しくありません。")).toBeInTheDocument();
    expect(screen.getByLabelText("メールアドレス")).toBeInvalid();
  });

  it("needs the link", () => {
    window.location.hash = "";
    draw(<OwnerForm needsOwner />);
    expect(screen.queryByRole("button")).not.toBeInTheDocument();
    expect(screen.getByText("初期設定用のリンクから開いてください")).toBeInTheDocument();
  });

  it("signs in where there is one already", () => {
    draw(<OwnerForm needsOwner={false} />);
    expect(screen.getByRole("link", { name: "サインインする" })).toHaveAttribute(
      "href",
      "/sign-in?next=/setup",
    );
  });
});
