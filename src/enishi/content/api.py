"""Routes of templates (テンプレート), content checks and the files that friends sent."""

from django.http import FileResponse
from ninja import File, Form, Path, Query
from ninja.files import UploadedFile

from enishi.accounts.http import StaffRequest, StaffRouter
from enishi.accounts.schemas import Id
from enishi.content import selectors
from enishi.content.schemas import (
    ContentCheckOut,
    ContentIn,
    CropIn,
    MediaOut,
    MediaPageOut,
    MediaQuery,
    TemplateChangeIn,
    TemplateIn,
    TemplateOut,
    TemplateQuery,
    TemplatesOut,
    UploadOut,
    as_written,
)
from enishi.content.services import templates
from enishi.content.services.media import open_media
from enishi.content.services.uploads import keep_upload
from enishi.friends import selectors as friend_selectors
from enishi.kit import clock
from enishi.kit.paging import decode_cursor

router = StaffRouter(tags=["content"])


@router.get(
    "/templates",
    permission="content.view",
    response=TemplatesOut,
    summary="テンプレートの一覧 / List templates",
)
def list_templates(request: StaffRequest, query: Query[TemplateQuery]) -> TemplatesOut:
    rows = selectors.templates(request.principal.org_id, with_archived=query.with_archived)
    return TemplatesOut(items=[TemplateOut.of(template) for template in rows])


@router.post(
    "/templates",
    permission="content.edit",
    response={201: TemplateOut},
    summary="テンプレートを作る / Create a template",
)
def create_template(request: StaffRequest, payload: TemplateIn) -> TemplateOut:
    template = templates.create_template(
        org_id=request.principal.org_id,
        name=payload.name,
        blocks=as_written(payload.blocks) or [],
        actor=request.principal.actor,
        now=clock.now(),
    )
    return TemplateOut.of(template)


@router.get(
    "/templates/{template_id}",
    permission="content.view",
    response=TemplateOut,
    summary="テンプレートを表示する / Show a template",
)
def show_template(request: StaffRequest, template_id: Path[Id]) -> TemplateOut:
    return TemplateOut.of(selectors.template(request.principal.org_id, template_id))


@router.patch(
    "/templates/{template_id}",
    permission="content.edit",
    response=TemplateOut,
    summary="テンプレートを変える、アーカイブする、戻す / Change, archive or restore a template",
    description="送信済みや予約済みの内容は変わりません。 / What was sent or scheduled stays as it was.",
)
def change_template(request: StaffRequest, template_id: Path[Id], payload: TemplateChangeIn) -> TemplateOut:
    template = templates.change_template(
        org_id=request.principal.org_id,
        template_id=template_id,
        name=payload.name,
        blocks=as_written(payload.blocks),
        is_archived=payload.is_archived,
        actor=request.principal.actor,
        now=clock.now(),
    )
    return TemplateOut.of(template)


@router.post(
    "/content/check",
    permission="content.view",
    response=ContentCheckOut,
    summary="内容を確認する / Check content",
    description="送信できない理由をすべて返します。何も保存しません。 / Tells every problem and stores nothing.",
)
def check_content(request: StaffRequest, payload: ContentIn) -> ContentCheckOut:
    return ContentCheckOut.of(selectors.content_problems(request.principal.org_id, payload.blocks))


@router.post(
    "/media",
    permission="content.upload",
    response={201: UploadOut},
    summary="メッセージに使う画像をアップロードする / Upload a picture for messages",
    description=(
        "PNG・JPEG・GIF・WebP、10 MB・2,500 万画素まで。作り直して保存するので、撮影場所などの情報は残りません。 / "
        "PNG, JPEG, GIF or WebP of 10 MB and 25 megapixels at most. It is made anew: no EXIF data stays in it."
    ),
)
def upload_media(request: StaffRequest, file: File[UploadedFile], crop: Form[CropIn]) -> UploadOut:
    upload = keep_upload(
        org_id=request.principal.org_id,
        content=file.read(),
        crop=crop.as_crop(),
        actor=request.principal.actor,
        now=clock.now(),
    )
    return UploadOut.of(upload)


@router.get(
    "/friends/{friend_id}/media",
    permission="talk.view",
    response=MediaPageOut,
    summary="友だちが送ったファイルの一覧 / List what a friend sent",
)
def list_media(request: StaffRequest, friend_id: Path[Id], query: Query[MediaQuery]) -> MediaPageOut:
    org_id = request.principal.org_id
    friend_selectors.friend(org_id, friend_id)
    page = selectors.media_page(org_id, friend_id, after=decode_cursor(query.cursor), limit=query.limit)
    return MediaPageOut(items=[MediaOut.of(row) for row in page.items], next_cursor=page.next_cursor)


@router.get(
    "/media/{media_id}",
    permission="talk.view",
    response={200: None},
    summary="友だちが送ったファイル / A file that a friend sent",
    description=(
        "中身から種類が分かる画像・動画・音声はその Content-Type で、それ以外はダウンロードとして返ります。 / "
        "Images, video and sound that are recognised by their bytes come as such; anything else as a download."
    ),
    openapi_extra={
        "responses": {
            200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}
        }
    },
)
def show_media(request: StaffRequest, media_id: Path[Id]) -> FileResponse:
    file = open_media(selectors.media(request.principal.org_id, media_id))
    response = FileResponse(
        file.content,
        as_attachment=file.content_type is None,
        filename=file.name,
        content_type=file.content_type or "application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
