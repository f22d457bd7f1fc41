"""One hospital's database: opening, transactions, audit."""

from evidence.store.connection import DATABASE_NAME, Store, create_store, open_store
from evidence.store.transaction import Row, Transaction

__all__ = ["DATABASE_NAME", "Row", "Store", "Transaction", "create_store", "open_store"]
