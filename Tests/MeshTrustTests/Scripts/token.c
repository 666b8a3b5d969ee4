// A PKCS #11 module for tests, with one token in a folder, that misbehaves as the file `mode` there says:
//   NAME=CODE      the function answers with the code, without doing anything
//   hang=NAME      the function does not come back
//   crash=NAME     it writes through a null pointer
//   abort=NAME     it aborts;  exit=NAME  it ends the process with status 0
//   swap=N         once something was signed, a search by any label finds the key of this number
//   print=NAME     it prints on standard output and standard error
//   stays=CODE     C_DestroyObject answers with the code for the public half, when the private one is gone
//   flags=CODE     flags of the token beside the usual ones; tokens=N tokens of the same label
//   uninitialised  the token was never set up;  absent  no token is in its slot
//   wrong, short, endless    what C_Sign and C_Decrypt answer
//   half N                   the same as wrong for the key of this number, whose making was stopped
//   bare, bits     how a point is written;  halfless  no public object;  twins  every key is there twice
//   open, imported, silent   what the token says of a private key: it may leave, was not made there, may not sign
//   only=TYPE      the one mechanism there is;  many  a count that no machine has
// It is written against the standard alone: the list of functions by position, PKCS #11 2.40 section 4.
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef unsigned long U;
typedef struct { U type; void *value; U length; } Attribute;
typedef struct { U type; void *parameter; U length; } Mechanism;
typedef struct { unsigned char label[32], maker[32], model[16], serial[16]; U flags, rest[10]; unsigned char version[4], time[16]; } Token;

static char folder[512], modes[4096];
static int loggedIn, hasSigned, found[8], foundCount, foundNext;
static U signing, opening;
static const EVP_MD *digest;

static const char *mode(const char *name) {
  size_t length = strlen(name);
  for (char *line = modes; line && *line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL)
    if (!strncmp(line, name, length) && (line[length] == '\n' || line[length] == '=' || !line[length]))
      return line[length] == '=' ? line + length + 1 : line + length;
  return NULL;
}

static int says(const char *what, const char *name) {
  for (char *line = modes; line && *line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL)
    if (!strncmp(line, what, strlen(what)) && line[strlen(what)] == '=' &&
        !strncmp(line + strlen(what) + 1, name, strlen(name)) && strchr("\n", line[strlen(what) + 1 + strlen(name)]))
      return 1;
  return 0;
}

static U misbehave(const char *name) {
  char path[600];
  FILE *calls;
  snprintf(path, sizeof path, "%s/calls", folder);
  if ((calls = fopen(path, "a"))) fprintf(calls, "%s\n", name), fclose(calls);
  if (says("print", name)) printf("noise on output\n"), fprintf(stderr, "noise on errors\n");
  if (says("hang", name)) for (;;) pause();
  if (says("abort", name)) abort();
  if (says("exit", name)) exit(0);
  if (says("crash", name)) *(volatile int *)0 = 1;
  return mode(name) ? strtoul(mode(name), NULL, 0) : 0;
}
#define BEGIN(name) { U code = misbehave(name); if (code) return code; }

static EVP_PKEY *load(int number) {
  char path[600];
  snprintf(path, sizeof path, "%s/%d.pem", folder, number);
  FILE *file = fopen(path, "r");
  EVP_PKEY *key = file ? PEM_read_PrivateKey(file, NULL, NULL, NULL) : NULL;
  if (file) fclose(file);
  return key;
}

static int names(int number, char *label, unsigned char *id, U *idLength) {
  char path[600];
  snprintf(path, sizeof path, "%s/%d.name", folder, number);
  FILE *file = fopen(path, "r");
  if (!file) return 0;
  if (!fgets(label, 100, file)) *label = 0;
  label[strcspn(label, "\n")] = 0;
  *idLength = fread(id, 1, 64, file);
  fclose(file);
  return 1;
}

static U initialise(void *arguments) {
  char path[600];
  snprintf(folder, sizeof folder, "%s", getenv("FAKE_TOKEN") ? getenv("FAKE_TOKEN") : ".");
  snprintf(path, sizeof path, "%s/mode", folder);
  FILE *file = fopen(path, "r");
  if (file) modes[fread(modes, 1, sizeof modes - 1, file)] = 0, fclose(file);
  BEGIN("C_Initialize")
  return 0;
}

static U slotList(unsigned char present, U *slots, U *count) {
  BEGIN("C_GetSlotList")
  U there = mode("absent") ? 0 : mode("tokens") ? strtoul(mode("tokens"), NULL, 0) : 1;
  if (mode("many")) there = 1UL << 40;
  if (slots) for (U index = 0; index < there && index < *count; index++) slots[index] = 7 + index;
  *count = there;
  return 0;
}

static U tokenInfo(U slot, Token *token) {
  BEGIN("C_GetTokenInfo")
  memset(token, ' ', 96);
  memset((char *)token + 96, 0, sizeof *token - 96);
  memcpy(token->label, "fake", 4);
  token->serial[0] = '0' + slot;
  token->flags = 4 | (mode("uninitialised") ? 0 : 0x400) | (mode("flags") ? strtoul(mode("flags"), NULL, 0) : 0);
  return 0;
}

static U mechanismInfo(U slot, U type, U *info) {
  BEGIN("C_GetMechanismInfo")
  int rsa = type == 0 || type == 9, known = type == 0x1040 || type == 0x1041 || rsa;
  if (mode("only")) known = type == strtoul(mode("only"), NULL, 0);
  if (!known) return 0x70;
  info[0] = rsa ? 2048 : 256, info[1] = rsa ? 4096 : 384, info[2] = 0x800 | 0x10000 | 0x200;
  return 0;
}

static U openSession(U slot, U flags, void *context, void *notify, U *session) {
  BEGIN("C_OpenSession")
  if (!(flags & 4)) return 0xb4;
  *session = 99;
  return 0;
}

static U login(U session, U user, const unsigned char *pin, U length) {
  BEGIN("C_Login")
  if (length != 4 || memcmp(pin, "1234", 4)) return 0xa0;
  loggedIn = 1;
  return 0;
}

static U put(Attribute *entry, const void *value, U length) {
  if (entry->value) {
    if (entry->length < length) return 0x150;
    memcpy(entry->value, value, length);
  }
  entry->length = length;
  return 0;
}

static U attribute(int number, int secret, Attribute *entry) {
  unsigned char id[64], point[80], wrapped[80];
  static const unsigned char p256[] = {6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7};
  char label[100];
  U idLength, type = 3, class = secret ? 3 : 2;
  size_t size = 0;
  unsigned char yes = 1, no = 0;
  if (!names(number, label, id, &idLength)) return 0x82;
  EVP_PKEY *whole = load(number);
  if (whole && EVP_PKEY_is_a(whole, "RSA")) {
    type = 0;
    if (entry->type == 0x120 || entry->type == 0x122) {
      unsigned char octets[600];
      BIGNUM *part = NULL;
      EVP_PKEY_get_bn_param(whole, entry->type == 0x120 ? "n" : "e", &part);
      U length = BN_bn2bin(part, octets);
      BN_free(part);
      EVP_PKEY_free(whole);
      return put(entry, octets, length);
    }
  }
  EVP_PKEY_free(whole);
  switch (entry->type) {
  case 0x0: return put(entry, &class, 8);
  case 0x3: return put(entry, label, strlen(label));
  case 0x100: return put(entry, &type, 8);
  case 0x102: return put(entry, id, idLength);
  case 0x103: case 0x164: case 0x165: return put(entry, mode("open") ? &no : &yes, 1);
  case 0x108: return put(entry, mode("silent") ? &no : &yes, 1);
  case 0x162: return put(entry, mode("open") ? &yes : &no, 1);
  case 0x163: return put(entry, mode("imported") ? &no : &yes, 1);
  case 0x180: return secret ? 0x12 : put(entry, p256, sizeof p256);
  case 0x181: {
    EVP_PKEY *key = load(number);
    if (secret || !key) return 0x12;
    EVP_PKEY_get_octet_string_param(key, "pub", point, sizeof point, &size);
    EVP_PKEY_free(key);
    if (mode("bare")) return put(entry, point, size);
    int bits = mode("bits") != NULL;
    wrapped[0] = bits ? 3 : 4, wrapped[1] = size + bits, wrapped[2] = 0;
    memcpy(wrapped + 2 + bits, point, size);
    return put(entry, wrapped, size + 2 + bits);
  }
  default: entry->length = ~0UL; return 0x12;
  }
}

static U attributes(U session, U object, Attribute *entries, U count) {
  BEGIN("C_GetAttributeValue")
  for (U index = 0; index < count; index++) {
    U code = attribute(object / 2, !(object & 1), entries + index);
    if (code) return code;
  }
  return 0;
}

static U destroyObject(U session, U object) {
  BEGIN("C_DestroyObject")
  char path[600];
  // The key is the private half; its name, the public one.
  if (object & 1 && mode("stays")) return strtoul(mode("stays"), NULL, 0);
  snprintf(path, sizeof path, object & 1 ? "%s/%lu.name" : "%s/%lu.pem", folder, object / 2);
  return remove(path) ? 0x82 : 0;
}

static U findInit(U session, Attribute *entries, U count) {
  BEGIN("C_FindObjectsInit")
  foundCount = foundNext = 0;
  for (int number = 1; number < 4; number++)
    for (int open = 0; open < 2; open++) {
      char label[100];
      unsigned char id[64];
      U idLength, class = open ? 2 : 3;
      char path[600];
      snprintf(path, sizeof path, "%s/%d.pem", folder, number);
      int fits = names(number, label, id, &idLength) && (open ? !mode("halfless") : loggedIn && !access(path, F_OK));
      for (U index = 0; index < count && fits; index++) {
        Attribute *entry = entries + index;
        if (entry->type == 0) fits = *(U *)entry->value == class;
        if (entry->type == 3 && hasSigned && mode("swap")) fits = number == atoi(mode("swap"));
        else if (entry->type == 3) fits = entry->length == strlen(label) && !memcmp(entry->value, label, entry->length);
        if (entry->type == 0x102) fits = entry->length == idLength && !memcmp(entry->value, id, idLength);
      }
      for (int copy = 0; fits && copy < (mode("twins") ? 2 : 1); copy++) found[foundCount++] = 2 * number + open;
    }
  return 0;
}

static U findObjects(U session, U *handles, U most, U *count) {
  BEGIN("C_FindObjects")
  for (*count = 0; *count < most && foundNext < foundCount; (*count)++) handles[*count] = found[foundNext++];
  return 0;
}

static U findFinal(U session) {
  BEGIN("C_FindObjectsFinal")
  return 0;
}

static U signInit(U session, Mechanism *mechanism, U key) {
  BEGIN("C_SignInit")
  if (mechanism->type != 0x1041) return 0x70;
  signing = key;
  return 0;
}

static U sign(U session, const unsigned char *digest, U length, unsigned char *signature, U *count) {
  BEGIN("C_Sign")
  hasSigned = 1;
  unsigned char der[100];
  size_t size = sizeof der;
  const unsigned char *next = der;
  EVP_PKEY *key = load(signing / 2);
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key, NULL);
  EVP_PKEY_sign_init(context);
  EVP_PKEY_sign(context, der, &size, digest, length);
  ECDSA_SIG *pair = d2i_ECDSA_SIG(NULL, &next, size);
  BN_bn2binpad(ECDSA_SIG_get0_r(pair), signature, 32);
  BN_bn2binpad(ECDSA_SIG_get0_s(pair), signature + 32, 32);
  if (mode("wrong") || (mode("half") && signing / 2 == strtoul(mode("half"), NULL, 0))) signature[5] ^= 1;
  *count = mode("short") ? 63 : mode("endless") ? 1UL << 33 : 64;
  return 0;
}

static U decryptInit(U session, Mechanism *mechanism, U key) {
  BEGIN("C_DecryptInit")
  if (mechanism->type != 9) return 0x70;
  opening = key;
  digest = *(U *)mechanism->parameter == 0x220 ? EVP_sha1() : EVP_sha256();
  // As SoftHSM, which knows no other.
  return mode("sha1") && digest != EVP_sha1() ? 7 : 0;
}

static U decrypt(U session, const unsigned char *sealed, U length, unsigned char *plain, U *count) {
  BEGIN("C_Decrypt")
  EVP_PKEY *key = load(opening / 2);
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key, NULL);
  size_t size = *count;
  EVP_PKEY_decrypt_init(context);
  EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING);
  EVP_PKEY_CTX_set_rsa_oaep_md(context, digest);
  EVP_PKEY_CTX_set_rsa_mgf1_md(context, digest);
  if (EVP_PKEY_decrypt(context, plain, &size, sealed, length) <= 0) return 0x40;
  if (mode("wrong")) plain[5] ^= 1;
  *count = mode("short") ? size - 1 : mode("endless") ? 1UL << 33 : size;
  return 0;
}

static U generate(U session, Mechanism *mechanism, Attribute *open, U openCount, Attribute *secret, U secretCount,
                  U *publicKey, U *privateKey) {
  BEGIN("C_GenerateKeyPair")
  int number = 1;
  char path[600], label[100];
  unsigned char id[64];
  U idLength;
  while (names(number, label, id, &idLength)) number++;
  EVP_PKEY *key = mechanism->type ? EVP_EC_gen("P-256") : EVP_RSA_gen(3072);
  snprintf(path, sizeof path, "%s/%d.pem", folder, number);
  FILE *file = fopen(path, "w");
  PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL);
  fclose(file);
  // A key is there once its name is: a token makes a pair or none.
  char name[600];
  snprintf(path, sizeof path, "%s/name", folder);
  snprintf(name, sizeof name, "%s/%d.name", folder, number);
  file = fopen(path, "w");
  for (int part = 0; part < 2; part++)
    for (U index = 0; index < secretCount; index++)
      if (secret[index].type == (part ? 0x102 : 3)) {
        fwrite(secret[index].value, 1, secret[index].length, file);
        if (!part) fputc('\n', file);
      }
  fclose(file);
  rename(path, name);
  // Killed here, the caller knows nothing of the key that is there.
  if (mode("die")) kill(getpid(), 9);
  *privateKey = 2 * number, *publicKey = 2 * number + 1;
  return 0;
}

static struct { unsigned char version[2]; void *functions[68]; } list = {{2, 40}, {
  [0] = initialise, [4] = slotList, [6] = tokenInfo, [8] = mechanismInfo, [12] = openSession, [18] = login,
  [22] = destroyObject, [24] = attributes, [26] = findInit, [27] = findObjects, [28] = findFinal, [33] = decryptInit, [34] = decrypt, [42] = signInit, [43] = sign,
  [59] = generate}};

U C_GetFunctionList(void **functions) {
  *functions = getenv("FAKE_NOTHING") ? NULL : (void *)&list;
  return 0;
}
