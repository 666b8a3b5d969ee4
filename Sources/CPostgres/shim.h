// What is used of libpq (PostgreSQL 15, chapter 34), which is loaded at run time and needs no headers of its own.

#include <dlfcn.h>
#include <poll.h>
#include <stddef.h>
#include <sys/ioctl.h>

typedef struct PGconn PGconn;
typedef struct PGresult PGresult;

/// A parameter of a connection: its name, its value and how it would be asked for.
typedef struct {
  char *_Nullable keyword, *_Nullable envvar, *_Nullable compiled, *_Nullable val, *_Nullable label, *_Nullable dispchar;
  int dispsize;
} PQconninfoOption;

/// The functions of the library, each of its own name.
typedef struct {
  int (*_Nonnull PQlibVersion)(void);
  PQconninfoOption *_Nullable (*_Nonnull PQconninfoParse)(const char *_Nonnull, char *_Nullable *_Nonnull);
  void (*_Nonnull PQconninfoFree)(PQconninfoOption *_Nonnull);
  void (*_Nonnull PQfreemem)(void *_Nonnull);
  PGconn *_Nullable (*_Nonnull PQconnectStartParams)(
      const char *_Nullable const *_Nonnull, const char *_Nullable const *_Nonnull, int);
  int (*_Nonnull PQconnectPoll)(PGconn *_Nonnull);
  PQconninfoOption *_Nullable (*_Nonnull PQconninfo)(PGconn *_Nonnull);
  int (*_Nonnull PQconnectionNeedsPassword)(const PGconn *_Nonnull);
  int (*_Nonnull PQconnectionUsedPassword)(const PGconn *_Nonnull);
  int (*_Nonnull PQstatus)(const PGconn *_Nonnull);
  int (*_Nonnull PQsocket)(const PGconn *_Nonnull);
  int (*_Nonnull PQserverVersion)(const PGconn *_Nonnull);
  int (*_Nonnull PQsslInUse)(PGconn *_Nonnull);
  char *_Nullable (*_Nonnull PQhost)(const PGconn *_Nonnull);
  char *_Nullable (*_Nonnull PQhostaddr)(const PGconn *_Nonnull);
  char *_Nullable (*_Nonnull PQport)(const PGconn *_Nonnull);
  char *_Nullable (*_Nonnull PQerrorMessage)(const PGconn *_Nonnull);
  void (*_Nonnull PQfinish)(PGconn *_Nonnull);
  void *_Nullable (*_Nonnull PQsetNoticeProcessor)(
      PGconn *_Nonnull, void (*_Nullable)(void *_Nullable, const char *_Nullable), void *_Nullable);
  int (*_Nonnull PQsetnonblocking)(PGconn *_Nonnull, int);
  int (*_Nonnull PQsendQuery)(PGconn *_Nonnull, const char *_Nonnull);
  int (*_Nonnull PQsendQueryParams)(
      PGconn *_Nonnull, const char *_Nonnull, int, const unsigned *_Nullable, const char *_Nullable const *_Nullable,
      const int *_Nullable, const int *_Nullable, int);
  int (*_Nonnull PQflush)(PGconn *_Nonnull);
  int (*_Nonnull PQconsumeInput)(PGconn *_Nonnull);
  int (*_Nonnull PQisBusy)(PGconn *_Nonnull);
  PGresult *_Nullable (*_Nonnull PQgetResult)(PGconn *_Nonnull);
  int (*_Nonnull PQresultStatus)(const PGresult *_Nullable);
  char *_Nullable (*_Nonnull PQresultErrorField)(const PGresult *_Nullable, int);
  char *_Nonnull (*_Nonnull PQcmdTuples)(PGresult *_Nonnull);
  char *_Nonnull (*_Nonnull PQcmdStatus)(PGresult *_Nonnull);
  int (*_Nonnull PQntuples)(const PGresult *_Nonnull);
  int (*_Nonnull PQnfields)(const PGresult *_Nonnull);
  char *_Nullable (*_Nonnull PQfname)(const PGresult *_Nonnull, int);
  unsigned (*_Nonnull PQftype)(const PGresult *_Nonnull, int);
  int (*_Nonnull PQfformat)(const PGresult *_Nonnull, int);
  char *_Nullable (*_Nonnull PQgetvalue)(const PGresult *_Nonnull, int, int);
  int (*_Nonnull PQgetlength)(const PGresult *_Nonnull, int, int);
  int (*_Nonnull PQgetisnull)(const PGresult *_Nonnull, int, int);
  void (*_Nonnull PQclear)(PGresult *_Nullable);
} PostgresFunctions;

/// Takes the functions from an open library.
///
/// Returns the name of one that it lacks; null if it has them all.
static inline const char *_Nullable postgresLoad(void *_Nonnull library, PostgresFunctions *_Nonnull functions) {
  // In the order of the structure, each member of which is one pointer.
  static const char *const names[] = {
      "PQlibVersion", "PQconninfoParse", "PQconninfoFree", "PQfreemem", "PQconnectStartParams", "PQconnectPoll", "PQconninfo",
      "PQconnectionNeedsPassword", "PQconnectionUsedPassword", "PQstatus", "PQsocket", "PQserverVersion",
      "PQsslInUse", "PQhost", "PQhostaddr", "PQport", "PQerrorMessage", "PQfinish", "PQsetNoticeProcessor", "PQsetnonblocking", "PQsendQuery",
      "PQsendQueryParams", "PQflush", "PQconsumeInput", "PQisBusy", "PQgetResult", "PQresultStatus",
      "PQresultErrorField", "PQcmdTuples", "PQcmdStatus", "PQntuples", "PQnfields", "PQfname", "PQftype", "PQfformat", "PQgetvalue",
      "PQgetlength", "PQgetisnull", "PQclear",
  };
  _Static_assert(sizeof names / sizeof names[0] == sizeof(PostgresFunctions) / sizeof(void *), "a name for each member");
  void **members = (void **)functions;
  for (size_t index = 0; index < sizeof names / sizeof names[0]; index++) {
    members[index] = dlsym(library, names[index]);
    if (members[index] == NULL) return names[index];
  }
  return NULL;
}

/// How many octets wait to be read from a socket; -1 if the system cannot say.
static inline int postgresWaiting(int socket) {
  int count = 0;
  return ioctl(socket, FIONREAD, &count) == 0 ? count : -1;
}

/// Takes notices, which are not for the user: the server's texts go to standard error otherwise.
static inline void postgresIgnoreNotice(void *_Nullable context, const char *_Nullable text) {
  (void)context;
  (void)text;
}

enum {
  PostgresConnected = 0,          // CONNECTION_OK
  PostgresFailed = 1,             // CONNECTION_BAD
  PostgresStarted = 2,            // CONNECTION_STARTED
  PostgresPollReading = 1,        // PGRES_POLLING_READING
  PostgresPollWriting = 2,        // PGRES_POLLING_WRITING
  PostgresEmptyQuery = 0,         // PGRES_EMPTY_QUERY
  PostgresCommandDone = 1,        // PGRES_COMMAND_OK
  PostgresRows = 2,               // PGRES_TUPLES_OK
  PostgresCopyOut = 3,            // PGRES_COPY_OUT
  PostgresCopyIn = 4,             // PGRES_COPY_IN
  PostgresCopyBoth = 8,           // PGRES_COPY_BOTH
  PostgresFieldState = 'C',       // PG_DIAG_SQLSTATE
  PostgresFieldText = 'M',        // PG_DIAG_MESSAGE_PRIMARY
  PostgresFieldDetail = 'D',      // PG_DIAG_MESSAGE_DETAIL
  PostgresFieldTable = 't',       // PG_DIAG_TABLE_NAME
};
