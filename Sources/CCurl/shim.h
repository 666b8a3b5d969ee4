// What is used of libcurl, which is loaded at run time and needs no headers of its own. Its setters are variadic, which
// Swift cannot call; the numbers are part of its stable interface (curl.h).

#include <malloc.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/// Takes a part of a header or of a body; anything but its length ends the transfer.
typedef size_t (*CurlReceiver)(char *bytes, size_t size, size_t count, void *context);

static inline int curlSetNumber(void *setter, void *handle, int option, long value) {
  return ((int (*)(void *, int, ...))setter)(handle, option, value);
}

static inline int curlSetSize(void *setter, void *handle, int option, int64_t value) {
  return ((int (*)(void *, int, ...))setter)(handle, option, value);
}

static inline int curlSetPointer(void *setter, void *handle, int option, const void *value) {
  return ((int (*)(void *, int, ...))setter)(handle, option, value);
}

static inline int curlSetReceiver(void *setter, void *handle, int option, CurlReceiver value) {
  return ((int (*)(void *, int, ...))setter)(handle, option, value);
}

/// Is given the TLS context of a connection (`SSL_CTX *` of libssl) before its handshake; anything but 0 ends it.
typedef int (*CurlContextTaker)(void *handle, void *context, void *argument);

static inline int curlSetContextTaker(void *setter, void *handle, int option, CurlContextTaker value) {
  return ((int (*)(void *, int, ...))setter)(handle, option, value);
}

static inline int curlText(void *getter, void *handle, int info, char **value) {
  return ((int (*)(void *, int, ...))getter)(handle, info, value);
}

// Bodies with private keys pass through the library's buffers, which are wiped when it frees them.

static inline void curlWipe(void *memory) {
  if (memory == NULL) return;
  memset(memory, 0, malloc_usable_size(memory));
  // Nothing may be optimised away before the memory is freed.
  __asm__ __volatile__("" : : "r"(memory) : "memory");
}

static inline void *curlAllocate(size_t size) { return malloc(size); }

static inline void *curlAllocateZeroed(size_t count, size_t size) { return calloc(count, size); }

static inline char *curlDuplicate(const char *text) { return strdup(text); }

static inline void curlFree(void *memory) {
  curlWipe(memory);
  free(memory);
}

static inline void *curlReallocate(void *memory, size_t size) {
  if (memory == NULL) return malloc(size);
  size_t present = malloc_usable_size(memory);
  if (size <= present && size > 0) return memory;
  void *larger = malloc(size);
  if (larger == NULL) return NULL;
  memcpy(larger, memory, present < size ? present : size);
  curlFree(memory);
  return larger;
}

/// `function` is curl_global_init_mem.
static inline int curlInitialise(void *function) {
  typedef int (*Initialise)(
      long, void *(*)(size_t), void (*)(void *), void *(*)(void *, size_t), char *(*)(const char *),
      void *(*)(size_t, size_t));
  // CURL_GLOBAL_ALL
  return ((Initialise)function)(3, curlAllocate, curlFree, curlReallocate, curlDuplicate, curlAllocateZeroed);
}

static inline void *curlOpen(void *function) { return ((void *(*)(void))function)(); }

static inline void curlClose(void *function, void *handle) { ((void (*)(void *))function)(handle); }

static inline int curlPerform(void *function, void *handle) { return ((int (*)(void *))function)(handle); }

static inline void *curlAppend(void *function, void *list, const char *line) {
  return ((void *(*)(void *, const char *))function)(list, line);
}

static inline const char *curlMessage(void *function, int code) { return ((const char *(*)(int))function)(code); }

enum {
  CurlWriteData = 10001,
  CurlURL = 10002,
  CurlProxy = 10004,
  CurlPostFields = 10015,
  CurlErrorText = 10010,
  CurlHeader = 10023,
  CurlHeaderData = 10029,
  CurlCustomRequest = 10036,
  CurlRootsFile = 10065,
  CurlRootsFolder = 10097,
  CurlTLSContextData = 10109,
  CurlNoProxy = 10177,
  CurlTLSVersion = 32,
  CurlVerifyPeer = 64,
  CurlFreshConnect = 74,
  CurlForbidReuse = 75,
  CurlHTTPGet = 80,
  CurlVerifyHost = 81,
  CurlHTTPVersion = 84,
  CurlNoSignal = 99,
  CurlTimeoutMilliseconds = 155,
  CurlConnectTimeoutMilliseconds = 156,
  CurlSessionCache = 150,
  CurlProtocols = 181,
  CurlPathAsIs = 234,
  CurlSuppressConnectHeaders = 265,
  CurlWriteFunction = 20011,
  CurlHeaderFunction = 20079,
  CurlTLSContextFunction = 20108,
  CurlPostFieldSize = 30120,
  CurlUnixSocket = 10231,
};

enum { CurlVersionHTTP11 = 2, CurlProtocolHTTP = 1, CurlProtocolHTTPS = 2, CurlTLS12 = 6 };

enum { CurlRedirectURL = 0x100000 + 31, CurlErrorTextSize = 256 };

enum {
  CurlDone = 0,
  CurlUnsupportedProtocol = 1,
  CurlMalformedURL = 3,
  CurlNotBuiltIn = 4,
  CurlCouldNotResolveProxy = 5,
  CurlCouldNotResolve = 6,
  CurlCouldNotConnect = 7,
  CurlPartialBody = 18,
  CurlReceiverStopped = 23,
  CurlTimedOut = 28,
  CurlTLSFailed = 35,
  CurlUnknownOption = 48,
  CurlGotNothing = 52,
  CurlSendFailed = 55,
  CurlReceiveFailed = 56,
  CurlUntrusted = 60,
  CurlBadRootsFile = 77,
};
