"""What the tables of this app hold about people."""

from enishi.kit.privacy import Table

TABLES = (
    Table(
        "scenarios_scenario",
        "none: id org_id channel_id name purpose state draft_steps draft_number current_version created_at updated_at; "
        "staff: created_by",
    ),
    Table(
        "scenarios_scenarioversion", "none: id org_id scenario_id number steps created_at; staff: created_by"
    ),
    Table(
        "scenarios_enrolment",
        "none: id org_id scenario_id version_id entry_key state position due_at entered_at ended_at end_reason; "
        "pseudonym: friend_id",
        rows="t.friend_id = ANY(%(friend_ids)s)",
        erase="delete",
    ),
)
