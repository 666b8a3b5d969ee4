#include <sqlite3.h>

/// `SQLITE_TRANSIENT`, a cast that Swift does not import: SQLite copies the octets.
static inline int sqliteBindText(sqlite3_stmt *statement, int index, const char *octets, sqlite3_uint64 count) {
  return sqlite3_bind_text64(statement, index, octets, count, SQLITE_TRANSIENT, SQLITE_UTF8);
}

static inline int sqliteBindBlob(sqlite3_stmt *statement, int index, const void *octets, sqlite3_uint64 count) {
  return count == 0 ? sqlite3_bind_zeroblob(statement, index, 0)
                    : sqlite3_bind_blob64(statement, index, octets, count, SQLITE_TRANSIENT);
}
