// The class ViewKernel of the module: a kernel that is bound to one size of view.
#pragma once
#include "draw-arguments.h"
#include "packed-perceptron.h"

namespace worldroom {

struct ViewKernel {
  ViewShape shape;
  const Kernel* kernel;
  Scratch* scratch;
  /** The perceptron of entities. */
  PackedPerceptron appearance;
};

/** The kernel behind `this`, and the arguments; null after an error. */
inline ViewKernel* unwrap(napi_env env, napi_callback_info info, napi_value* arguments, size_t wanted) {
  size_t count = wanted;
  napi_value self;
  napi_get_cb_info(env, info, &count, arguments, &self, nullptr);
  void* wrapped = nullptr;
  napi_unwrap(env, self, &wrapped);
  if (wrapped && count >= wanted) return static_cast<ViewKernel*>(wrapped);
  fail(env, "a method of a ViewKernel that takes " + std::to_string(wanted) + " arguments");
  return nullptr;
}

}  // namespace worldroom
