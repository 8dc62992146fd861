"""What the tables of this app hold about people."""

from enishi.kit.privacy import Table

TABLES = (Table("analytics_daycount", "none: org_id channel_id measure on_date number"),)
