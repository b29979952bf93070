// malloc as seen from JavaScript: how much of its memory is in use, and malloc_trim on a thread of libuv's pool, since
// it walks all free blocks and takes some milliseconds.
#include "allocator-addon.h"

// mallinfo2 came with glibc 2.33; the one before counts in 32 bits.
#if defined(__GLIBC__)
#if __GLIBC_PREREQ(2, 33)
#define WORLDROOM_ALLOCATOR
#endif
#endif

#if defined(WORLDROOM_ALLOCATOR)
#include <malloc.h>

#include <chrono>
#endif

namespace worldroom {

#if defined(WORLDROOM_ALLOCATOR)

namespace {

void set_number(napi_env env, napi_value object, const char* name, double value) {
  napi_value number;
  napi_create_double(env, value, &number);
  napi_set_named_property(env, object, name, number);
}

/** state(): { used, free, mapped }, bytes */
napi_value state(napi_env env, napi_callback_info) {
  napi_value result;
  napi_create_object(env, &result);
  const struct mallinfo2 info = mallinfo2();
  set_number(env, result, "used", static_cast<double>(info.uordblks));
  set_number(env, result, "free", static_cast<double>(info.fordblks));
  set_number(env, result, "mapped", static_cast<double>(info.hblkhd));
  return result;
}

struct Trim {
  napi_async_work work;
  napi_deferred deferred;
  double milliseconds;
};

void run_trim(napi_env, void* data) {
  const auto start = std::chrono::steady_clock::now();
  malloc_trim(0);
  const std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - start;
  static_cast<Trim*>(data)->milliseconds = taken.count();
}

void end_trim(napi_env env, napi_status, void* data) {
  auto* trim = static_cast<Trim*>(data);
  napi_value milliseconds;
  napi_create_double(env, trim->milliseconds, &milliseconds);
  napi_resolve_deferred(env, trim->deferred, milliseconds);
  napi_delete_async_work(env, trim->work);
  delete trim;
}

/** trim(): Promise<number>, the milliseconds that it took on another thread */
napi_value trim(napi_env env, napi_callback_info) {
  auto* trim = new Trim{};
  napi_value promise, name;
  napi_create_promise(env, &trim->deferred, &promise);
  napi_create_string_utf8(env, "worldroom:trim", NAPI_AUTO_LENGTH, &name);
  napi_create_async_work(env, nullptr, name, run_trim, end_trim, trim, &trim->work);
  napi_queue_async_work(env, trim->work);
  return promise;
}

}  // namespace

void add_allocator(napi_env env, napi_value exports) {
  const auto method = [](const char* name, napi_callback call) {
    return napi_property_descriptor{name, nullptr, call, nullptr, nullptr, nullptr, napi_enumerable, nullptr};
  };
  const napi_property_descriptor methods[] = {method("state", state), method("trim", trim)};
  napi_value allocator;
  napi_create_object(env, &allocator);
  napi_define_properties(env, allocator, sizeof methods / sizeof *methods, methods);
  napi_set_named_property(env, exports, "allocator", allocator);
}

#else

void add_allocator(napi_env, napi_value) {}

#endif

}  // namespace worldroom
