// How functions of the module read their arguments.
#pragma once
#define NAPI_VERSION 8
#include <node_api.h>

#include <string>

namespace worldroom {

inline void fail(napi_env env, const std::string& text) { napi_throw_type_error(env, nullptr, text.c_str()); }

/** The memory of a typed array with at least `length` elements; null after an error, or for undefined. */
inline void* data_of(napi_env env, napi_value value, napi_typedarray_type type, size_t length, const char* name) {
  napi_valuetype kind;
  napi_typeof(env, value, &kind);
  if (kind == napi_undefined) return nullptr;
  bool is_array = false;
  napi_is_typedarray(env, value, &is_array);
  napi_typedarray_type given = napi_int8_array;
  size_t count = 0;
  void* data = nullptr;
  if (is_array) napi_get_typedarray_info(env, value, &given, &count, &data, nullptr, nullptr);
  if (!is_array || given != type || count < length) {
    fail(env, std::string(name) + " must be a typed array of the right kind with at least " + std::to_string(length) + " elements");
    return nullptr;
  }
  return data;
}

inline bool failed(napi_env env) {
  bool pending = false;
  napi_is_exception_pending(env, &pending);
  return pending;
}

}  // namespace worldroom
