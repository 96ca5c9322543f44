/* Stands between a program and its disk, for tests on Linux only.
 *
 *   cc -O1 -shared -fPIC -o disk_shim.so disk_shim.c -ldl -lpthread
 *   LD_PRELOAD=.../disk_shim.so DISK_UNDER=/folder DISK_LOG=/log  program     records
 *   ... DISK_FAIL_AT=17 DISK_FAIL_WITH=5 DISK_FAIL_ON=1 program               also fails
 *
 * Recording: what the program does to files and folders below DISK_UNDER goes to DISK_LOG, in order,
 * as: kind (1 byte), file number (8), offset (8), length (8), that many bytes. The file number is
 * the inode, so that a file keeps it when it is renamed. Kinds:
 *   W write   T truncate to offset   S flush of a file   D flush of a folder
 *   N name -> inode (created, or a new name)   U name is gone   R rename "old\0new"   M folder made
 *   X folder removed
 * Failing: from call DISK_FAIL_AT on, counted over writes, truncations and flushes, the call gets
 * the error DISK_FAIL_WITH; DISK_FAIL_ON=1 fails once, 0 for good.
 * SQLite's shared memory (-shm) is left out: it is rebuilt after every crash.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#define MOST_FILES 4096
#define LONGEST 4096

static char under[LONGEST];
static size_t under_length;
static int log_file = -1;
static long fail_at, fail_with, fail_once, calls;
static uint64_t watched[MOST_FILES]; /* inode of each open descriptor, 0 for others */
static char is_folder[MOST_FILES];
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;

static int (*real_open)(const char *, int, ...);
static int (*real_close)(int);
static ssize_t (*real_pwrite)(int, const void *, size_t, off64_t);
static ssize_t (*real_write)(int, const void *, size_t);
static int (*real_fsync)(int), (*real_fdatasync)(int);
static int (*real_ftruncate)(int, off64_t);
static int (*real_unlink)(const char *), (*real_rmdir)(const char *);
static int (*real_unlinkat)(int, const char *, int);
static int (*real_rename)(const char *, const char *);
static int (*real_mkdir)(const char *, mode_t);
static off64_t (*real_lseek)(int, off64_t, int);

static long number_of(const char *name) {
  const char *text = getenv(name);
  return text ? atol(text) : 0;
}

__attribute__((constructor)) static void begin(void) {
  const char *folder = getenv("DISK_UNDER"), *log = getenv("DISK_LOG");
  real_open = dlsym(RTLD_NEXT, "open64");
  real_close = dlsym(RTLD_NEXT, "close");
  real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
  real_write = dlsym(RTLD_NEXT, "write");
  real_fsync = dlsym(RTLD_NEXT, "fsync");
  real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
  real_ftruncate = dlsym(RTLD_NEXT, "ftruncate64");
  real_unlink = dlsym(RTLD_NEXT, "unlink");
  real_rmdir = dlsym(RTLD_NEXT, "rmdir");
  real_unlinkat = dlsym(RTLD_NEXT, "unlinkat");
  real_rename = dlsym(RTLD_NEXT, "rename");
  real_mkdir = dlsym(RTLD_NEXT, "mkdir");
  real_lseek = dlsym(RTLD_NEXT, "lseek64");
  if (folder) {
    snprintf(under, sizeof under, "%s/", folder);
    under_length = strlen(under);
  }
  if (log) log_file = real_open(log, O_CREAT | O_WRONLY | O_APPEND, 0600);
  fail_at = number_of("DISK_FAIL_AT");
  fail_with = number_of("DISK_FAIL_WITH");
  fail_once = number_of("DISK_FAIL_ON");
}

/* For programs that try one failure after another in forks of themselves. */
void disk_fail(long at, long with, long once) {
  calls = 0;
  fail_at = at;
  fail_with = with;
  fail_once = once;
}

long disk_calls(void) { return calls; }

static int is_ours(const char *path) {
  return under_length && path && !strncmp(path, under, under_length) && !strstr(path, "-shm");
}

static void put(char kind, uint64_t inode, uint64_t offset, uint64_t length, const void *data) {
  char head[25];
  if (log_file < 0) return;
  head[0] = kind;
  memcpy(head + 1, &inode, 8);
  memcpy(head + 9, &offset, 8);
  memcpy(head + 17, &length, 8);
  if (real_write(log_file, head, sizeof head) != (ssize_t)sizeof head) abort();
  while (length) {
    ssize_t done = real_write(log_file, data, length);
    if (done <= 0) abort();
    data = (const char *)data + done;
    length -= (uint64_t)done;
  }
}

static void put_name(char kind, uint64_t inode, const char *path) {
  const char *name = path + under_length;
  put(kind, inode, 0, strlen(name), name);
}

static uint64_t inode_of(int file) {
  return file >= 0 && file < MOST_FILES ? watched[file] : 0;
}

/* Whether this call is the one that has to fail. */
static int fails(int file) {
  if (!inode_of(file)) return 0;
  calls++;
  if (!fail_at || calls < fail_at) return 0;
  if (fail_once && calls > fail_at) return 0;
  errno = (int)fail_with;
  return 1;
}

static int opened(const char *path, int flags, mode_t mode) {
  struct stat64 found;
  int ours = is_ours(path), fresh, file;
  if (!ours && !(under_length && path && !strncmp(path, under, under_length - 1)
                 && strlen(path) == under_length - 1))
    return real_open(path, flags, mode);
  pthread_mutex_lock(&turn);
  fresh = (flags & O_CREAT) && access(path, F_OK) != 0;
  file = real_open(path, flags, mode);
  if (file >= 0 && file < MOST_FILES && !fstat64(file, &found)) {
    watched[file] = found.st_ino;
    is_folder[file] = S_ISDIR(found.st_mode);
    if (fresh) put_name('N', found.st_ino, path);
    if (!fresh && (flags & O_TRUNC) && found.st_size == 0) put('T', found.st_ino, 0, 0, 0);
  }
  pthread_mutex_unlock(&turn);
  return file;
}

static mode_t mode_in(int flags, va_list rest) {
  return flags & (O_CREAT | __O_TMPFILE) ? (mode_t)va_arg(rest, int) : 0;
}

int open64(const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  mode_t mode = mode_in(flags, rest);
  va_end(rest);
  return opened(path, flags, mode);
}

int open(const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  mode_t mode = mode_in(flags, rest);
  va_end(rest);
  return opened(path, flags | O_LARGEFILE, mode);
}

int close(int file) {
  if (file >= 0 && file < MOST_FILES) watched[file] = 0;
  return real_close(file);
}

ssize_t pwrite64(int file, const void *data, size_t length, off64_t offset) {
  ssize_t done;
  pthread_mutex_lock(&turn);
  done = fails(file) ? -1 : real_pwrite(file, data, length, offset);
  if (done > 0 && inode_of(file))
    put('W', inode_of(file), (uint64_t)offset, (uint64_t)done, data);
  pthread_mutex_unlock(&turn);
  return done;
}

ssize_t pwrite(int file, const void *data, size_t length, off_t offset) {
  return pwrite64(file, data, length, offset);
}

ssize_t write(int file, const void *data, size_t length) {
  off64_t offset = 0;
  ssize_t done;
  if (!inode_of(file)) return real_write(file, data, length);
  pthread_mutex_lock(&turn);
  done = fails(file) ? -1 : real_write(file, data, length);
  if (done > 0) {
    /* also right for files opened to append */
    offset = real_lseek(file, 0, SEEK_CUR) - done;
    put('W', inode_of(file), (uint64_t)offset, (uint64_t)done, data);
  }
  pthread_mutex_unlock(&turn);
  return done;
}

static int flushed(int file, int (*flush)(int)) {
  int answer;
  pthread_mutex_lock(&turn);
  answer = fails(file) ? -1 : flush(file);
  if (!answer && inode_of(file)) put(is_folder[file] ? 'D' : 'S', inode_of(file), 0, 0, 0);
  pthread_mutex_unlock(&turn);
  return answer;
}

int fsync(int file) { return flushed(file, real_fsync); }
int fdatasync(int file) { return flushed(file, real_fdatasync); }

int ftruncate64(int file, off64_t length) {
  int answer;
  pthread_mutex_lock(&turn);
  answer = fails(file) ? -1 : real_ftruncate(file, length);
  if (!answer && inode_of(file)) put('T', inode_of(file), (uint64_t)length, 0, 0);
  pthread_mutex_unlock(&turn);
  return answer;
}

int ftruncate(int file, off_t length) { return ftruncate64(file, length); }

int unlink(const char *path) {
  int answer;
  pthread_mutex_lock(&turn);
  answer = real_unlink(path);
  if (!answer && is_ours(path)) put_name('U', 0, path);
  pthread_mutex_unlock(&turn);
  return answer;
}

/* shutil.rmtree goes through open folders; the path is put together again. */
static int joined(char *whole, size_t room, int folder, const char *name) {
  char link[64];
  ssize_t length;
  if (name[0] == '/') return snprintf(whole, room, "%s", name) < (int)room;
  snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
  length = readlink(link, whole, room - 1);
  if (length <= 0) return 0;
  return snprintf(whole + length, room - (size_t)length, "/%s", name) < (int)room;
}

int unlinkat(int folder, const char *name, int flags) {
  char whole[LONGEST];
  int answer, known;
  pthread_mutex_lock(&turn);
  known = folder == AT_FDCWD ? snprintf(whole, sizeof whole, "%s", name) > 0
                             : joined(whole, sizeof whole, folder, name);
  answer = real_unlinkat(folder, name, flags);
  if (!answer && known && is_ours(whole)) put_name(flags & AT_REMOVEDIR ? 'X' : 'U', 0, whole);
  pthread_mutex_unlock(&turn);
  return answer;
}

int rmdir(const char *path) {
  int answer;
  pthread_mutex_lock(&turn);
  answer = real_rmdir(path);
  if (!answer && is_ours(path)) put_name('X', 0, path);
  pthread_mutex_unlock(&turn);
  return answer;
}

int rename(const char *from, const char *to) {
  char both[2 * LONGEST];
  size_t first, second;
  int answer;
  pthread_mutex_lock(&turn);
  answer = real_rename(from, to);
  if (!answer && is_ours(from) && is_ours(to)) {
    first = strlen(from) - under_length + 1;
    second = strlen(to) - under_length;
    memcpy(both, from + under_length, first);
    memcpy(both + first, to + under_length, second);
    put('R', 0, 0, first + second, both);
  }
  pthread_mutex_unlock(&turn);
  return answer;
}

int mkdir(const char *path, mode_t mode) {
  struct stat64 found;
  int answer;
  pthread_mutex_lock(&turn);
  answer = real_mkdir(path, mode);
  if (!answer && is_ours(path) && !stat64(path, &found)) put_name('M', found.st_ino, path);
  pthread_mutex_unlock(&turn);
  return answer;
}

/* Copies inside the kernel would pass by unseen; without them programs read and write. */
ssize_t sendfile64(int out, int in, off64_t *offset, size_t count) {
  (void)out, (void)in, (void)offset, (void)count;
  errno = ENOTSOCK;
  return -1;
}

ssize_t sendfile(int out, int in, off_t *offset, size_t count) {
  return sendfile64(out, in, (off64_t *)offset, count);
}

ssize_t copy_file_range(int in, off64_t *from, int out, off64_t *to, size_t count, unsigned flags) {
  (void)in, (void)from, (void)out, (void)to, (void)count, (void)flags;
  errno = ENOSYS;
  return -1;
}
