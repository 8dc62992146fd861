"""Routes of fields (友だち情報欄)."""

from django.http import FileResponse
from ninja import Path, Query

from enishi.accounts.http import StaffRequest, StaffRouter
from enishi.accounts.schemas import Id
from enishi.friends.conditions.references import uses_of
from enishi.friends.domain.field_starters import STARTER_SETS
from enishi.friends.schemas.fields import (
    FieldChangeIn,
    FieldDeleteQuery,
    FieldIn,
    FieldOrderIn,
    FieldOut,
    FieldQuery,
    FieldsOut,
    ListedFieldOut,
    StartedSetOut,
    StarterOut,
    StarterSetIn,
    StarterSetOut,
    StarterSetsOut,
    TypeChangeDoneIn,
    TypeChangeIn,
    TypeChangeOut,
    TypeReportOut,
    UseOut,
    UsesOut,
)
from enishi.friends.selectors import fields as selectors
from enishi.friends.services import field_backups, field_starters, field_types, fields
from enishi.kit import clock

router = StaffRouter(tags=["fields"])


@router.get(
    "/fields", permission="fields.view", response=FieldsOut, summary="友だち情報欄の一覧 / List fields"
)
def list_fields(request: StaffRequest, query: Query[FieldQuery]) -> FieldsOut:
    org_id = request.principal.org_id
    rows = list(selectors.fields(org_id, with_archived=query.with_archived))
    counts = selectors.field_counts(org_id, [row.id for row in rows]) if query.with_counts else {}
    return FieldsOut(items=[ListedFieldOut.with_count(row, counts.get(row.id)) for row in rows])


@router.post(
    "/fields",
    permission="fields.edit",
    response={201: FieldOut},
    summary="友だち情報欄を作る / Create a field",
)
def create_field(request: StaffRequest, payload: FieldIn) -> FieldOut:
    field = fields.create_field(
        org_id=request.principal.org_id,
        name=payload.name,
        shape=payload.settings.shape(payload.type, payload.default_value),
        folder=payload.folder,
        description=payload.description,
        purpose=payload.purpose,
        is_personal=payload.is_personal,
        actor=request.principal.actor,
        now=clock.now(),
    )
    return FieldOut.of(field)


@router.get(
    "/fields/starter-sets",
    permission="fields.view",
    response=StarterSetsOut,
    summary="友だち情報欄のひな形 / Ready sets of fields",
)
def list_starter_sets(request: StaffRequest) -> StarterSetsOut:
    items = []
    for each in STARTER_SETS:
        made = [
            StarterOut(
                key=one.key,
                name_ja=one.name[0],
                name_en=one.name[1],
                type=one.type,
                is_personal=one.is_personal,
            )
            for one in each.fields
        ]
        (name_ja, name_en), (text_ja, text_en) = each.name, each.text
        items.append(
            StarterSetOut(
                key=each.key, name_ja=name_ja, name_en=name_en, text_ja=text_ja, text_en=text_en, fields=made
            )
        )
    return StarterSetsOut(items=items)


@router.post(
    "/fields/starter-sets",
    permission="fields.edit",
    response=StartedSetOut,
    summary="ひな形から友だち情報欄を作る / Create fields from a ready set",
    description="同じ名前の欄があれば作りません。 / A field whose name is taken is passed over.",
)
def create_starter_set(request: StaffRequest, payload: StarterSetIn) -> StartedSetOut:
    started = field_starters.create_starter_set(
        org_id=request.principal.org_id,
        key=payload.key,
        chosen=payload.keys,
        language=payload.language,
        actor=request.principal.actor,
        now=clock.now(),
    )
    return StartedSetOut(items=[FieldOut.of(row) for row in started.made], skipped=started.skipped)


@router.put(
    "/fields/order",
    permission="fields.edit",
    response={204: None},
    summary="友だち情報欄を並べ替える / Put fields in order",
)
def order_fields(request: StaffRequest, payload: FieldOrderIn) -> None:
    fields.order_fields(
        org_id=request.principal.org_id,
        field_ids=payload.field_ids,
        actor=request.principal.actor,
        now=clock.now(),
    )


@router.patch(
    "/fields/{field_id}",
    permission="fields.edit",
    response=FieldOut,
    summary="友だち情報欄を変える、アーカイブする、戻す / Change, archive or restore a field",
)
def change_field(request: StaffRequest, field_id: Path[Id], payload: FieldChangeIn) -> FieldOut:
    org_id = request.principal.org_id
    field = fields.change_field(
        org_id=org_id,
        field_id=field_id,
        changes=payload.dict(exclude={"settings", "default_value"}),
        shape=payload.shape_for(selectors.field(org_id, field_id)),
        actor=request.principal.actor,
        now=clock.now(),
    )
    return FieldOut.of(field)


@router.delete(
    "/fields/{field_id}",
    permission="fields.edit",
    response={204: None},
    summary="アーカイブ済みの友だち情報欄を削除する / Delete an archived field",
    description="値が入っている欄は with_values=true のときだけ削除します。 / With values only if with_values is true.",
)
def delete_field(request: StaffRequest, field_id: Path[Id], query: Query[FieldDeleteQuery]) -> None:
    fields.delete_field(
        org_id=request.principal.org_id,
        field_id=field_id,
        with_values=query.with_values,
        actor=request.principal.actor,
        now=clock.now(),
    )


@router.get(
    "/fields/{field_id}/uses",
    permission="fields.view",
    response=UsesOut,
    summary="友だち情報欄が使われている場所 / Where a field is used",
)
def list_field_uses(request: StaffRequest, field_id: Path[Id]) -> UsesOut:
    org_id = request.principal.org_id
    selectors.field(org_id, field_id)
    return UsesOut(items=[UseOut.of(use) for use in uses_of(org_id, "field", field_id)])


@router.post(
    "/fields/{field_id}/backup",
    permission="data.export",
    response={200: None},
    summary="友だち情報欄の控え / A copy of all values of a field",
    description="友だちと値のCSV（UTF-8、BOM付き）。もう一度取り込めます。 / CSV, UTF-8 with BOM; can be imported again.",
    openapi_extra={
        "responses": {200: {"content": {"text/csv": {"schema": {"type": "string", "format": "binary"}}}}}
    },
)
def back_up_field(request: StaffRequest, field_id: Path[Id]) -> FileResponse:
    file = field_backups.back_up_field(
        org_id=request.principal.org_id, field_id=field_id, actor=request.principal.actor, now=clock.now()
    )
    response = FileResponse(
        file, as_attachment=True, filename=f"field-{field_id}.csv", content_type="text/csv"
    )
    response["Cache-Control"] = "private, no-store"
    return response


@router.post(
    "/fields/{field_id}/type-change/preview",
    permission="fields.edit",
    response=TypeReportOut,
    summary="種類を変えると値がどうなるか / What a change of type would do",
)
def preview_type_change(request: StaffRequest, field_id: Path[Id], payload: TypeChangeIn) -> TypeReportOut:
    report = field_types.type_report(
        org_id=request.principal.org_id, field_id=field_id, shape=payload.shape()
    )
    return TypeReportOut.of(report)


@router.post(
    "/fields/{field_id}/type-change",
    permission="fields.edit",
    response=TypeChangeOut,
    summary="種類を変える / Change a field's type",
    description=(
        f"値が{field_types.AT_ONCE:,}件を超える欄は、処理状況に出る処理として進みます。 / "
        f"Beyond {field_types.AT_ONCE:,} values it goes on as an operation."
    ),
)
def change_field_type(request: StaffRequest, field_id: Path[Id], payload: TypeChangeDoneIn) -> TypeChangeOut:
    done = field_types.change_type(
        org_id=request.principal.org_id,
        field_id=field_id,
        shape=payload.shape(),
        on_failure=payload.on_failure,
        actor=request.principal.actor,
        now=clock.now(),
    )
    return TypeChangeOut.of(done)
