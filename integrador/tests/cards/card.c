/* A card as real ones are, in front of SoftHSM: it locks after three wrong PINs, can be pulled out,
   and its driver may hang or crash. CARD_FOLDER has a file for each of these: pulled, hang, crash,
   crash-signing, silent (its flags tell of no wrong PIN), vague (nor does its refusal of one), and
   reset, which is over once it was seen. The file "log" gets a line for each
   login, logout, finalisation and signature. */
#include <dlfcn.h>
#include <p11-kit/pkcs11.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static CK_FUNCTION_LIST mine, *real;

static char *at(const char *name) {
    static char path[4096];
    snprintf(path, sizeof path, "%s/%s", getenv("CARD_FOLDER"), name);
    return path;
}

static int is(const char *name) { return access(at(name), F_OK) == 0; }

static void note(const char *name, const char *text) {
    FILE *file = fopen(at(name), "a");
    fprintf(file, "%s\n", text);
    fclose(file);
}

static int wrong(void) {
    int count = 0, character;
    FILE *file = fopen(at("wrong"), "r");
    if (!file) return 0;
    while ((character = fgetc(file)) != EOF) count += character == '\n';
    fclose(file);
    return count;
}

static CK_RV initialize(void *arguments) {
    if (getenv("INTEGRADOR_PIN")) note("log", "PIN in the environment");
    if (is("crash")) *(volatile int *)0 = 0;
    if (is("hang")) for (;;) pause();
    return real->C_Initialize(arguments);
}

static CK_RV finalize(void *reserved) {
    note("log", "finalize");
    return real->C_Finalize(reserved);
}

static CK_RV slots(unsigned char present, CK_SLOT_ID *list, unsigned long *count) {
    if (is("pulled") && present) { *count = 0; return CKR_OK; }
    return real->C_GetSlotList(present, list, count);
}

static CK_RV token_info(CK_SLOT_ID slot, CK_TOKEN_INFO *info) {
    if (is("pulled")) return CKR_TOKEN_NOT_PRESENT;
    CK_RV result = real->C_GetTokenInfo(slot, info);
    info->flags &= ~(CKF_USER_PIN_COUNT_LOW | CKF_USER_PIN_FINAL_TRY | CKF_USER_PIN_LOCKED);
    if (is("silent")) return result;
    if (wrong() >= 1) info->flags |= CKF_USER_PIN_COUNT_LOW;
    if (wrong() == 2) info->flags |= CKF_USER_PIN_FINAL_TRY;
    if (wrong() >= 3) info->flags |= CKF_USER_PIN_LOCKED;
    return result;
}

static CK_RV login(CK_SESSION_HANDLE session, CK_USER_TYPE user, unsigned char *pin,
                   unsigned long length) {
    if (is("pulled")) return CKR_DEVICE_REMOVED;
    if (wrong() >= 3) { note("log", "login locked"); return CKR_PIN_LOCKED; }
    CK_RV result = real->C_Login(session, user, pin, length);
    if (result == CKR_PIN_INCORRECT) { note("wrong", ""); note("log", "login wrong"); }
    else if (result == CKR_OK) { unlink(at("wrong")); note("log", "login"); }
    else note("log", "login again");
    if (result == CKR_PIN_INCORRECT && is("vague")) return CKR_DEVICE_ERROR;
    return result;
}

static CK_RV logout(CK_SESSION_HANDLE session) {
    note("log", "out");
    return real->C_Logout(session);
}

static CK_RV find(CK_SESSION_HANDLE session, CK_ATTRIBUTE *wanted, unsigned long count) {
    if (is("pulled")) return CKR_DEVICE_REMOVED;
    if (unlink(at("reset")) == 0) return CKR_SESSION_HANDLE_INVALID;
    return real->C_FindObjectsInit(session, wanted, count);
}

static CK_RV sign(CK_SESSION_HANDLE session, CK_MECHANISM *mechanism, CK_OBJECT_HANDLE key) {
    if (is("crash-signing")) *(volatile int *)0 = 0;
    if (is("pulled")) return CKR_DEVICE_REMOVED;
    note("log", "sign");
    return real->C_SignInit(session, mechanism, key);
}

CK_RV C_GetFunctionList(CK_FUNCTION_LIST **list) {
    void *library = dlopen(getenv("CARD_MODULE"), RTLD_NOW);
    CK_RV (*get)(CK_FUNCTION_LIST **) = dlsym(library, "C_GetFunctionList");
    CK_RV result = get(&real);
    memcpy(&mine, real, sizeof mine);
    mine.C_Initialize = initialize;
    mine.C_Finalize = finalize;
    mine.C_GetSlotList = slots;
    mine.C_GetTokenInfo = token_info;
    mine.C_Login = login;
    mine.C_Logout = logout;
    mine.C_FindObjectsInit = find;
    mine.C_SignInit = sign;
    *list = &mine;
    return result;
}
