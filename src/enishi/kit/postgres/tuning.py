"""The settings that the embedded server runs with: modest enough for a laptop, enough for a small server."""

from collections.abc import Mapping

from enishi.kit.postgres.layout import PORT, Layout

DEFAULTS: Mapping[str, str] = {
    "max_connections": "200",
    "shared_buffers": "256MB",
    "max_wal_size": "4GB",
    "wal_compression": "on",
    "checkpoint_completion_target": "0.9",
    "random_page_cost": "1.1",
    "synchronous_commit": "on",
    # Compiling costs more than our short queries take.
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
}

# Data may be lost at a power cut: for throwaway servers only.
NOT_DURABLE: Mapping[str, str] = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "64MB",
    "max_wal_size": "1GB",
}

# Statements and the details of errors carry names and messages of friends, so neither reaches the log: `log`
# leaves out a statement's errors (the caller has them already), `terse` leaves out DETAIL, QUERY and CONTEXT.
_LOGGING: Mapping[str, str] = {
    "logging_collector": "on",
    "log_filename": "postgresql-%a.log",
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
    "log_truncate_on_rotation": "on",
    "log_line_prefix": "%m [%p] ",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
}

# The socket's directory is closed to other users: who can open the socket may also read the files behind it.
ACCESS_RULES = "local all all trust\n"


def settings_text(layout: Layout, overrides: Mapping[str, str]) -> str:
    """The whole of ``postgresql.conf``; an operator's own go to ``custom.conf`` beside it, read last."""
    fixed = {
        "listen_addresses": "",
        "port": str(PORT),
        "unix_socket_directories": _in_list(str(layout.socket_dir)),
        "unix_socket_permissions": "0700",
        "hba_file": str(layout.access_file),
        "log_directory": str(layout.log_dir),
    }
    merged = {**DEFAULTS, **_LOGGING, **overrides, **fixed}
    lines = [f"{name} = '{_quoted(value)}'" for name, value in merged.items()]
    return "\n".join(["# Written anew at every start.", *lines, "include_if_exists = 'custom.conf'", ""])


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "''")


def _in_list(path: str) -> str:
    # The setting is a comma-separated list of names, in which double quotes protect commas and blanks.
    return '"' + path.replace('"', '""') + '"'
