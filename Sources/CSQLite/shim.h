// What is used of SQLite, which is loaded when the first database is opened: linked, it would cost every start of the tool.

#include <dlfcn.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stddef.h>
#include <string.h>

#define SQLITE_FUNCTIONS(use)                                                                                           \
  use(backup_finish) use(backup_init) use(backup_step) use(bind_blob64) use(bind_int64) use(bind_null)                  \
  use(bind_parameter_count) use(bind_text64) use(bind_zeroblob) use(busy_timeout) use(changes64) use(clear_bindings)    \
  use(close_v2) use(column_blob) use(column_bytes) use(column_count) use(column_int64) use(column_name)                 \
  use(column_text) use(column_type) use(errcode) use(errmsg) use(errstr) use(exec) use(extended_errcode)                \
  use(extended_result_codes) use(finalize) use(get_autocommit) use(limit) use(open_v2) use(prepare_v2) use(reset) use(step)        \
  use(stmt_busy) use(stmt_readonly) use(vfs_find) use(vfs_register)

/// The functions of the library, each with the type that its header declares.
typedef struct {
#define SQLITE_MEMBER(name) __typeof__(sqlite3_##name) *_Nonnull name;
  SQLITE_FUNCTIONS(SQLITE_MEMBER)
#undef SQLITE_MEMBER
} SQLiteFunctions;

/// Takes the functions from an open library.
///
/// Returns the name of one that it lacks; null if it has them all.
static inline const char *_Nullable sqliteLoad(void *_Nonnull library, SQLiteFunctions *_Nonnull functions) {
  void *function;
#define SQLITE_TAKE(name)                                      \
  function = dlsym(library, "sqlite3_" #name);                 \
  if (function == NULL) return "sqlite3_" #name;               \
  functions->name = (__typeof__(sqlite3_##name) *)function;
  SQLITE_FUNCTIONS(SQLITE_TAKE)
#undef SQLITE_TAKE
  return NULL;
}

/// `SQLITE_TRANSIENT`, a cast that Swift does not import: SQLite copies the octets.
static inline int sqliteBindText(const SQLiteFunctions functions, sqlite3_stmt *_Nonnull statement, int index,
                                 const char *_Nullable octets, sqlite3_uint64 count) {
  return functions.bind_text64(statement, index, octets, count, SQLITE_TRANSIENT, SQLITE_UTF8);
}

static inline int sqliteBindBlob(const SQLiteFunctions functions, sqlite3_stmt *_Nonnull statement, int index,
                                 const void *_Nullable octets, sqlite3_uint64 count) {
  return count == 0 ? functions.bind_zeroblob(statement, index, 0)
                    : functions.bind_blob64(statement, index, octets, count, SQLITE_TRANSIENT);
}

/// Whether SQLite opens a device for itself: its random numbers, and what fills the three numbers of the standard streams.
static inline int sqliteIsOwnDevice(const char *_Nonnull path, int flags) {
  return (flags & (O_ACCMODE | O_CREAT)) == O_RDONLY && (strcmp(path, "/dev/urandom") == 0 || strcmp(path, "/dev/null") == 0);
}

/// Has a file system of SQLite open every file with a function like open(2) (sqlite3.h, xSetSystemCall of version 3).
///
/// Returns SQLITE_OK if it does.
static inline int sqliteOpenWith(sqlite3_vfs *_Nonnull system,
                                 int (*_Nonnull function)(const char *_Nonnull, int, int)) {
  if (system->iVersion < 3 || system->xSetSystemCall == NULL) return SQLITE_NOTFOUND;
  return system->xSetSystemCall(system, "open", (sqlite3_syscall_ptr)function);
}
