// What is used of PKCS #11 (OASIS, Cryptographic Token Interface Base Specification 2.40): types, the numbers of its
// constants, and the list of functions in the order of section 4. Modules are loaded at run time, so that no header of
// anybody is needed to build. On Unix structures have the compiler's own alignment, and a CK_ULONG is an unsigned long.

#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef unsigned char CK_BYTE;
typedef unsigned char CK_BBOOL;
typedef unsigned long CK_ULONG;
typedef CK_ULONG CK_RV;

typedef struct {
  CK_BYTE major, minor;
} CK_VERSION;

typedef struct {
  CK_VERSION cryptokiVersion;
  CK_BYTE manufacturerID[32];
  CK_ULONG flags;
  CK_BYTE libraryDescription[32];
  CK_VERSION libraryVersion;
} CK_INFO;

typedef struct {
  CK_BYTE label[32], manufacturerID[32], model[16], serialNumber[16];
  CK_ULONG flags;
  CK_ULONG ulMaxSessionCount, ulSessionCount, ulMaxRwSessionCount, ulRwSessionCount, ulMaxPinLen, ulMinPinLen;
  CK_ULONG ulTotalPublicMemory, ulFreePublicMemory, ulTotalPrivateMemory, ulFreePrivateMemory;
  CK_VERSION hardwareVersion, firmwareVersion;
  CK_BYTE utcTime[16];
} CK_TOKEN_INFO;

typedef struct {
  CK_ULONG type;
  void *_Nullable pValue;
  CK_ULONG ulValueLen;
} CK_ATTRIBUTE;

typedef struct {
  CK_ULONG mechanism;
  void *_Nullable pParameter;
  CK_ULONG ulParameterLen;
} CK_MECHANISM;

typedef struct {
  CK_ULONG ulMinKeySize, ulMaxKeySize, flags;
} CK_MECHANISM_INFO;

typedef struct {
  CK_ULONG hashAlg, mgf, source;
  void *_Nullable pSourceData;
  CK_ULONG ulSourceDataLen;
} CK_RSA_PKCS_OAEP_PARAMS;

typedef struct {
  void *_Nullable CreateMutex, *_Nullable DestroyMutex, *_Nullable LockMutex, *_Nullable UnlockMutex;
  CK_ULONG flags;
  void *_Nullable pReserved;
} CK_C_INITIALIZE_ARGS;

// Functions that are not called are pointers without a type; any pointer may be null in a module that is none.
typedef struct CK_FUNCTION_LIST {
  CK_VERSION version;
  CK_RV (*_Nullable C_Initialize)(void *_Nullable);
  CK_RV (*_Nullable C_Finalize)(void *_Nullable);
  CK_RV (*_Nullable C_GetInfo)(CK_INFO *_Nonnull);
  void *_Nullable C_GetFunctionList;
  CK_RV (*_Nullable C_GetSlotList)(CK_BBOOL, CK_ULONG *_Nullable, CK_ULONG *_Nonnull);
  void *_Nullable C_GetSlotInfo;
  CK_RV (*_Nullable C_GetTokenInfo)(CK_ULONG, CK_TOKEN_INFO *_Nonnull);
  CK_RV (*_Nullable C_GetMechanismList)(CK_ULONG, CK_ULONG *_Nullable, CK_ULONG *_Nonnull);
  CK_RV (*_Nullable C_GetMechanismInfo)(CK_ULONG, CK_ULONG, CK_MECHANISM_INFO *_Nonnull);
  void *_Nullable C_InitToken, *_Nullable C_InitPIN, *_Nullable C_SetPIN;
  CK_RV (*_Nullable C_OpenSession)(CK_ULONG, CK_ULONG, void *_Nullable, void *_Nullable, CK_ULONG *_Nonnull);
  CK_RV (*_Nullable C_CloseSession)(CK_ULONG);
  void *_Nullable C_CloseAllSessions, *_Nullable C_GetSessionInfo, *_Nullable C_GetOperationState,
      *_Nullable C_SetOperationState;
  CK_RV (*_Nullable C_Login)(CK_ULONG, CK_ULONG, const CK_BYTE *_Nullable, CK_ULONG);
  CK_RV (*_Nullable C_Logout)(CK_ULONG);
  void *_Nullable C_CreateObject, *_Nullable C_CopyObject;
  CK_RV (*_Nullable C_DestroyObject)(CK_ULONG, CK_ULONG);
  void *_Nullable C_GetObjectSize;
  CK_RV (*_Nullable C_GetAttributeValue)(CK_ULONG, CK_ULONG, CK_ATTRIBUTE *_Nonnull, CK_ULONG);
  void *_Nullable C_SetAttributeValue;
  CK_RV (*_Nullable C_FindObjectsInit)(CK_ULONG, CK_ATTRIBUTE *_Nullable, CK_ULONG);
  CK_RV (*_Nullable C_FindObjects)(CK_ULONG, CK_ULONG *_Nonnull, CK_ULONG, CK_ULONG *_Nonnull);
  CK_RV (*_Nullable C_FindObjectsFinal)(CK_ULONG);
  void *_Nullable C_EncryptInit, *_Nullable C_Encrypt, *_Nullable C_EncryptUpdate, *_Nullable C_EncryptFinal;
  CK_RV (*_Nullable C_DecryptInit)(CK_ULONG, CK_MECHANISM *_Nonnull, CK_ULONG);
  CK_RV (*_Nullable C_Decrypt)(CK_ULONG, const CK_BYTE *_Nullable, CK_ULONG, CK_BYTE *_Nullable, CK_ULONG *_Nonnull);
  void *_Nullable C_DecryptUpdate, *_Nullable C_DecryptFinal, *_Nullable C_DigestInit, *_Nullable C_Digest,
      *_Nullable C_DigestUpdate, *_Nullable C_DigestKey, *_Nullable C_DigestFinal;
  CK_RV (*_Nullable C_SignInit)(CK_ULONG, CK_MECHANISM *_Nonnull, CK_ULONG);
  CK_RV (*_Nullable C_Sign)(CK_ULONG, const CK_BYTE *_Nullable, CK_ULONG, CK_BYTE *_Nullable, CK_ULONG *_Nonnull);
  void *_Nullable C_SignUpdate, *_Nullable C_SignFinal, *_Nullable C_SignRecoverInit, *_Nullable C_SignRecover,
      *_Nullable C_VerifyInit, *_Nullable C_Verify, *_Nullable C_VerifyUpdate, *_Nullable C_VerifyFinal,
      *_Nullable C_VerifyRecoverInit, *_Nullable C_VerifyRecover, *_Nullable C_DigestEncryptUpdate,
      *_Nullable C_DecryptDigestUpdate, *_Nullable C_SignEncryptUpdate, *_Nullable C_DecryptVerifyUpdate;
  void *_Nullable C_GenerateKey;
  CK_RV (*_Nullable C_GenerateKeyPair)(CK_ULONG, CK_MECHANISM *_Nonnull, CK_ATTRIBUTE *_Nonnull, CK_ULONG,
                                       CK_ATTRIBUTE *_Nonnull, CK_ULONG, CK_ULONG *_Nonnull, CK_ULONG *_Nonnull);
  void *_Nullable C_WrapKey, *_Nullable C_UnwrapKey, *_Nullable C_DeriveKey, *_Nullable C_SeedRandom,
      *_Nullable C_GenerateRandom, *_Nullable C_GetFunctionStatus, *_Nullable C_CancelFunction,
      *_Nullable C_WaitForSlotEvent;
} CK_FUNCTION_LIST;

typedef CK_RV (*CK_C_GetFunctionList)(CK_FUNCTION_LIST *_Nullable *_Nonnull);

static inline CK_RV pkcs11FunctionList(void *_Nonnull function, CK_FUNCTION_LIST *_Nullable *_Nonnull list) {
  return ((CK_C_GetFunctionList)function)(list);
}

// A module that crashes takes the process with it. What is said then was prepared before: in a signal handler nothing
// may be allocated. Crashes of other threads keep their meaning. The state is local to a function, because Swift emits no
// variables of a header.

typedef struct {
  pthread_t thread;
  volatile int isInModule;
  int isWatchingExit;
  size_t length;
  char words[1024], stack[65536];
} Pkcs11Crash;

static inline Pkcs11Crash *_Nonnull pkcs11Crash(void) {
  static Pkcs11Crash crash;
  return &crash;
}

static inline void pkcs11Crashed(int number) {
  Pkcs11Crash *crash = pkcs11Crash();
  if (!crash->isInModule || !pthread_equal(crash->thread, pthread_self())) {
    signal(number, SIG_DFL);
    raise(number);
    return;
  }
  ssize_t written = write(2, crash->words, crash->length);
  (void)written;
  _exit(74);
}

/// A module that calls exit() would end the command as if it were done.
static inline void pkcs11Exited(void) {
  Pkcs11Crash *crash = pkcs11Crash();
  if (!crash->isInModule || !pthread_equal(crash->thread, pthread_self())) return;
  ssize_t written = write(2, crash->words, crash->length);
  (void)written;
  _exit(74);
}

/// Makes a crash of this thread, or its exit(), end the process with some words and the exit status 74, from here on.
static inline void pkcs11Guard(const char *_Nonnull words, size_t length) {
  Pkcs11Crash *crash = pkcs11Crash();
  stack_t alternative;
  memset(&alternative, 0, sizeof alternative);
  alternative.ss_sp = crash->stack;
  alternative.ss_size = sizeof crash->stack;
  sigaltstack(&alternative, NULL);
  crash->length = length < sizeof crash->words ? length : sizeof crash->words;
  memcpy(crash->words, words, crash->length);
  crash->thread = pthread_self();
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = pkcs11Crashed;
  action.sa_flags = SA_ONSTACK;
  const int numbers[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGSYS};
  for (size_t index = 0; index < sizeof numbers / sizeof numbers[0]; index++) sigaction(numbers[index], &action, NULL);
  if (!crash->isWatchingExit) crash->isWatchingExit = atexit(pkcs11Exited) == 0;
  crash->isInModule = 1;
}

/// Ends that.
static inline void pkcs11Unguard(void) {
  stack_t none;
  memset(&none, 0, sizeof none);
  none.ss_flags = SS_DISABLE;
  pkcs11Crash()->isInModule = 0;
  sigaltstack(&none, NULL);
}

enum {
  PKCS11SystemLocks = 2,       // CKF_OS_LOCKING_OK
  PKCS11ReadWrite = 2,         // CKF_RW_SESSION
  PKCS11Serial = 4,            // CKF_SERIAL_SESSION
  PKCS11User = 1,              // CKU_USER
  PKCS11ForOneOperation = 2,   // CKU_CONTEXT_SPECIFIC
  PKCS11LoginRequired = 0x4,   // CKF_LOGIN_REQUIRED
  PKCS11Initialised = 0x400,   // CKF_TOKEN_INITIALIZED
  PKCS11OnDevice = 0x100,      // CKF_PROTECTED_AUTHENTICATION_PATH
  PKCS11CountLow = 0x10000,    // CKF_USER_PIN_COUNT_LOW
  PKCS11FinalTry = 0x20000,    // CKF_USER_PIN_FINAL_TRY
  PKCS11Locked = 0x40000,      // CKF_USER_PIN_LOCKED
  PKCS11Signs = 0x800,         // CKF_SIGN
  PKCS11Decrypts = 0x200,      // CKF_DECRYPT
  PKCS11Generates = 0x10000,   // CKF_GENERATE_KEY_PAIR
};
