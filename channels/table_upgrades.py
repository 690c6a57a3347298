"""Brings a channel's tables up to what this version needs: what is missing is made, and nothing is changed or taken away.

Workers of this version and of the one before run beside each other for a while, so a change of a table must be one that both can
live with: a new table, a new index, or a new column that may be empty or that the database fills itself.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.schema import CreateColumn, CreateIndex


def make_what_is_missing(connection: Connection, tables: sa.MetaData) -> None:
    """Make those of `tables`, of their columns and of their indexes that the database does not have; rows stay as they are.

    :raises TypeError: a new column is of a kind that rows which are there already cannot have.
    """
    inspector = sa.inspect(connection)
    earlier = set(inspector.get_table_names())
    tables.create_all(connection)
    for table in tables.sorted_tables:
        if table.name in earlier:
            _add_columns(connection, table, {column["name"] for column in inspector.get_columns(table.name)})
            _add_indexes(connection, table, {index["name"] for index in inspector.get_indexes(table.name)})


def _add_columns(connection: Connection, table: sa.Table, present: set[str]) -> None:
    for column in table.columns:
        if column.name in present:
            continue
        if column.primary_key or column.unique or column.foreign_keys or not (column.nullable or column.server_default):
            raise TypeError(f"{table.name}.{column.name} cannot be added to old rows: let it be nullable, or give a server_default.")
        written = CreateColumn(column).compile(dialect=connection.dialect)
        connection.exec_driver_sql(f"ALTER TABLE {table.name} ADD COLUMN {written}")


def _add_indexes(connection: Connection, table: sa.Table, present: set[str]) -> None:
    for index in sorted(table.indexes, key=lambda index: str(index.name)):
        if index.name not in present:
            connection.execute(CreateIndex(index))
