// Makes a process see a processor without AVX-512, so that libraries that ask the processor run their AVX2 code.
// Preloaded (LD_PRELOAD) on Linux and x86-64. The kernel lets the instruction CPUID fault (arch_prctl ARCH_SET_CPUID,
// man 2 arch_prctl); the handler answers it with the bits of AVX-512, AVX-VNNI and AMX cleared (Intel SDM, volume 2,
// CPUID, leaf 7).
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

static const long arch_set_cpuid = 0x1012;
/** AVX-512 F, DQ, IFMA, PF, ER, CD, BW and VL in EBX of leaf 7. */
static const uint32_t hidden_b = 1u << 16 | 1u << 17 | 1u << 21 | 1u << 26 | 1u << 27 | 1u << 28 | 1u << 30 | 1u << 31;
/** VBMI, VBMI2, VNNI, BITALG and VPOPCNTDQ in ECX. */
static const uint32_t hidden_c = 1u << 1 | 1u << 6 | 1u << 11 | 1u << 12 | 1u << 14;
/** 4VNNIW, 4FMAPS, VP2INTERSECT, AMX-BF16, FP16, AMX-TILE and AMX-INT8 in EDX. */
static const uint32_t hidden_d = 1u << 2 | 1u << 3 | 1u << 8 | 1u << 22 | 1u << 23 | 1u << 24 | 1u << 25;
/** AVX-VNNI, AVX512-BF16, AMX-FP16, HRESET's neighbours in EAX of subleaf 1. */
static const uint32_t hidden_a1 = 1u << 4 | 1u << 5 | 1u << 21 | 1u << 23;

static struct sigaction others;
static int installed;

static long set_cpuid(long allowed) { return syscall(SYS_arch_prctl, arch_set_cpuid, allowed); }

static void answer(int signal_number, siginfo_t* info, void* context) {
  greg_t* registers = ((ucontext_t*)context)->uc_mcontext.gregs;
  const unsigned char* code = (const unsigned char*)registers[REG_RIP];
  if (code[0] == 0x0f && code[1] == 0xa2) {
    const uint32_t leaf = registers[REG_RAX], subleaf = registers[REG_RCX];
    uint32_t a = leaf, b, c = subleaf, d;
    set_cpuid(1);
    __asm__ volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
    set_cpuid(0);
    if (leaf == 7 && subleaf == 0) {
      b &= ~hidden_b;
      c &= ~hidden_c;
      d &= ~hidden_d;
    }
    if (leaf == 7 && subleaf == 1) a &= ~hidden_a1;
    registers[REG_RAX] = a;
    registers[REG_RBX] = b;
    registers[REG_RCX] = c;
    registers[REG_RDX] = d;
    registers[REG_RIP] += 2;
    return;
  }
  if (others.sa_flags & SA_SIGINFO && others.sa_sigaction) {
    others.sa_sigaction(signal_number, info, context);
    return;
  }
  signal(SIGSEGV, SIG_DFL);
}

/** Node sets handlers anew when it starts; for this signal they are kept behind the one above. */
int sigaction(int signal_number, const struct sigaction* wanted, struct sigaction* before) {
  static int (*next)(int, const struct sigaction*, struct sigaction*);
  if (!next) next = dlsym(RTLD_NEXT, "sigaction");
  if (signal_number != SIGSEGV || !installed) return next(signal_number, wanted, before);
  if (before) *before = others;
  if (wanted) others = *wanted;
  return 0;
}

__attribute__((constructor)) static void hide(void) {
  struct sigaction handler = {0};
  handler.sa_sigaction = answer;
  handler.sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK;
  sigaction(SIGSEGV, &handler, &others);
  if (set_cpuid(0) != 0) {
    fputs("This processor or kernel cannot hide instruction sets (no cpuid_fault in /proc/cpuinfo).\n", stderr);
    _exit(2);
  }
  installed = 1;
}
