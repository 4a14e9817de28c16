"""The only room that knows the database: rows, stores, transactions and the schema."""
